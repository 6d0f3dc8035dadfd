{#- An aggregate: the texts of a group in order of the alphabet, with a separator between.
    text: a text expression; separator: a SQL string. -#}
{% macro joined(text, separator) -%}
    {{ return(adapter.dispatch('joined', 'essex_data')(text, separator)) }}
{%- endmacro %}

{% macro default__joined(text, separator) -%}
    array_join(array_sort(collect_list({{ text }})), {{ separator }})
{%- endmacro %}

{% macro duckdb__joined(text, separator) -%}
    string_agg({{ text }}, {{ separator }} order by {{ text }})
{%- endmacro %}
