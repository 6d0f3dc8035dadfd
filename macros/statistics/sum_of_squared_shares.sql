{#- How often two different members, drawn by chance, are of one group (Simpson's index).
    count: the groups' numbers of members, an expression; an aggregate over the groups. -#}
{% macro sum_of_squared_shares(count) -%}
    sum(cast({{ count }} as double) * ({{ count }} - 1))
    / nullif(cast(sum({{ count }}) as double) * sum({{ count }}), 0)
{%- endmacro %}
