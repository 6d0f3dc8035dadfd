{#- The standard error of slope_index(), as an aggregate over the same groups.
    rank, error: as there. -#}
{% macro slope_index_error(rank, error) -%}
    {%- set w = '(1.0 / (' ~ error ~ ' * ' ~ error ~ '))' -%}
    sqrt(sum({{ w }}) / nullif(
        sum({{ w }}) * sum({{ w }} * {{ rank }} * {{ rank }})
        - sum({{ w }} * {{ rank }}) * sum({{ w }} * {{ rank }}),
        0
    ))
{%- endmacro %}
