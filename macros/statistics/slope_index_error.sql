{#- The standard error of slope_index(), as an aggregate over the same groups.
    NULL of fewer than three groups. rank, error: as there. -#}
{% macro slope_index_error(rank, error) -%}
    {%- set w = '(1.0 / (' ~ error ~ ' * ' ~ error ~ '))' -%}
    case when count({{ error }}) > 2 then sqrt(sum({{ w }}) / nullif(
        sum({{ w }}) * sum({{ w }} * {{ rank }} * {{ rank }})
        - sum({{ w }} * {{ rank }}) * sum({{ w }} * {{ rank }}),
        0
    )) end
{%- endmacro %}
