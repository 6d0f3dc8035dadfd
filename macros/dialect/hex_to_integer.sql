{#- The unsigned integer that 16 hex characters write. -#}
{% macro hex_to_integer(hex) -%}
    {{ return(adapter.dispatch('hex_to_integer', 'essex_data')(hex)) }}
{%- endmacro %}

{% macro default__hex_to_integer(hex) -%}
    cast(conv({{ hex }}, 16, 10) as decimal(20, 0))
{%- endmacro %}

{% macro duckdb__hex_to_integer(hex) -%}
    ('0x' || {{ hex }})::ubigint
{%- endmacro %}
