{#- Whether the whole text matches a regular expression; NULL for NULL. -#}
{% macro matches(text, pattern) -%}
    {{ return(adapter.dispatch('matches', 'essex_data')(text, pattern)) }}
{%- endmacro %}

{% macro default__matches(text, pattern) -%}
    {{ text }} rlike '^(?:{{ pattern }})$'
{%- endmacro %}

{% macro duckdb__matches(text, pattern) -%}
    regexp_full_match({{ text }}, '{{ pattern }}')
{%- endmacro %}
