{#- The key of a period in the marts, as financial_year|2024-04-01, from the columns
    period_type and period_start. -#}
{% macro period_key() -%}
    period_type || '|' || cast(period_start as varchar)
{%- endmacro %}
