{#- In which of several groups of about equal size a row's value lies, 1 with the highest
    values, as a window expression; NULL without a value, and where there are fewer values
    than groups. Equal values are in one group.
    value: a numeric expression; groups: how many (5 for fifths); partition: columns within
    which groups are made, or none. Source: the technical guide of the Office for Health
    Improvement and Disparities on deprivation categories. -#}
{% macro quantile_of(value, groups, partition=none) -%}
    {%- set within = 'partition by ' ~ partition if partition else '' -%}
    {%- set count = 'count(' ~ value ~ ') over (' ~ within ~ ')' -%}
    case
        when {{ value }} is not null and {{ count }} >= {{ groups }}
            then greatest(1, cast(floor(
                {{ groups + 1 }} - ceil(
                    ({{ count }} + 1 - rank() over ({{ within }} order by {{ value }} desc nulls last))
                    / ({{ count }} / {{ groups }}.0)
                )
            ) as integer))
    end
{%- endmacro %}
