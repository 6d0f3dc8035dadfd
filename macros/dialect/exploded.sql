{#- Two columns for a select list: an array's elements, one per row, and each one's place,
    counted from 1. -#}
{% macro exploded(array, element, place) -%}
    {{ return(adapter.dispatch('exploded', 'essex_data')(array, element, place)) }}
{%- endmacro %}

{% macro duckdb__exploded(array, element, place) -%}
    unnest({{ array }}) as {{ element }},
    generate_subscripts({{ array }}, 1) as {{ place }}
{%- endmacro %}
