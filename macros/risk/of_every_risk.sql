{#- The rows of one part of every risk, one below the other.
    part: cohort, scores and so on; columns: what to select beside the name of the risk;
    only_where, group_by: as in SQL, or none. -#}
{% macro of_every_risk(part, columns, only_where=none, group_by=none) -%}
    {%- for name in risk_names() %}
    {{ 'union all' if not loop.first }}
    select
        '{{ name }}' as risk,
        {{ columns | join(',\n        ') }}
    from {{ ref('risk_' ~ name ~ '__' ~ part) }}
    {%- if only_where %}
    where {{ only_where }}
    {%- endif %}
    {%- if group_by %}
    group by {{ group_by }}
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
