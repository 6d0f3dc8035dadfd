{#- A count as it may be published: to the nearest 5.
    count: a numeric expression, whole or expected. -#}
{% macro rounded_count(count) -%}
    cast(5 * round({{ count }} / 5.0) as bigint)
{%- endmacro %}
