{#- The rows of a risk's cohort whose features are needed: everybody who waits for an
    outcome, and of the others as many people as a model learns from (var
    most_rows_learnt_from), taken in the order of their random ids.
    risk: as in the register. -#}
{% macro members_to_describe(risk) -%}
    select cohort.*
    from {{ ref('risk_' ~ risk ~ '__cohort') }} as cohort
    left join (
        select
            person_id,
            sum(count(*)) over (order by person_id) as row_count
        from {{ ref('risk_' ~ risk ~ '__cohort') }}
        where outcome_known_on is not null
        group by person_id
    ) as learners
        on cohort.person_id = learners.person_id
    where
        cohort.outcome_known_on is null
        or learners.row_count <= {{ var('most_rows_learnt_from') }}
{%- endmacro %}
