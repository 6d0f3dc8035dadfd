{#- The short English name of a month. month: a numeric expression, 1 to 12. -#}
{% macro month_name(month) -%}
    substr('JanFebMarAprMayJunJulAugSepOctNovDec', cast(3 * {{ month }} - 2 as integer), 3)
{%- endmacro %}
