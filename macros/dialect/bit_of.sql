{#- A bigint in which only the given bit is set, counted from 1. -#}
{% macro bit_of(place) -%}
    {{ return(adapter.dispatch('bit_of', 'essex_data')(place)) }}
{%- endmacro %}

{% macro default__bit_of(place) -%}
    shiftleft(cast(1 as bigint), cast({{ place }} - 1 as int))
{%- endmacro %}

{% macro duckdb__bit_of(place) -%}
    cast(1 as bigint) << ({{ place }} - 1)
{%- endmacro %}
