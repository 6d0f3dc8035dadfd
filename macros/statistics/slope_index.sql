{#- The slope index of inequality, as an aggregate over groups in the order of deprivation:
    how much a value changes from the most deprived end of all people to the least, by a
    straight line weighted by how well each group's value is known.
    value: of the group; rank: the middle of the group's share of all people, in the order
    from the most deprived, 0 to 1; error: standard error of the value (numeric
    expressions). Source: the technical guide of Public Health England on the slope index
    of inequality (2018). -#}
{% macro slope_index(value, rank, error) -%}
    {%- set w = '(1.0 / (' ~ error ~ ' * ' ~ error ~ '))' -%}
    (
        sum({{ w }}) * sum({{ w }} * {{ rank }} * {{ value }})
        - sum({{ w }} * {{ rank }}) * sum({{ w }} * {{ value }})
    ) / nullif(
        sum({{ w }}) * sum({{ w }} * {{ rank }} * {{ rank }})
        - sum({{ w }} * {{ rank }}) * sum({{ w }} * {{ rank }}),
        0
    )
{%- endmacro %}
