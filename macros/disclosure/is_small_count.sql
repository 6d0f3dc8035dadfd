{#- Whether a number is too small to publish: it would round to 1 to 7. Nobody is no
    disclosure, and is shown.
    count: a numeric expression, whole or expected. Source: OpenSAFELY's rule for
    outputs, counts of 7 and below are hidden. -#}
{% macro is_small_count(count) -%}
    ({{ count }} > 0 and {{ count }} < 7.5)
{%- endmacro %}
