{#- An array of expressions. -#}
{% macro array_of(expressions) -%}
    {{ return(adapter.dispatch('array_of', 'essex_data')(expressions)) }}
{%- endmacro %}

{% macro default__array_of(expressions) -%}
    array({{ expressions | join(', ') }})
{%- endmacro %}

{% macro duckdb__array_of(expressions) -%}
    [{{ expressions | join(', ') }}]
{%- endmacro %}
