{#- An indicator that says how many people a risk model expects to have its outcome within
    the twelve months after the index date. One row per small area and index date; none
    when the model failed its own floor, or is retired.
    indicator: its id; risk: as in the register. -#}
{% macro expected_of_risk(indicator, risk) -%}
with cohort as (
    select * from {{ ref('risk_' ~ risk ~ '__cohort') }}
),

scores as (
    select * from {{ ref('risk_' ~ risk ~ '__scores') }}
    where is_champion and purpose = 'forecast'
),

failed as (
    select count(*) as floor_count
    from {{ ref('risk_' ~ risk ~ '__performance') }}
    where measure = 'below_floor'
),

parts as (
    select
        cohort.lsoa_code,
        cohort.index_date as period_start_on,
        cast(
            cohort.index_date + interval '1' year - interval '1' day as date
        ) as period_end_on,
        scores.probability as numerator,
        1 as denominator,
        scores.probability as person_count
    from cohort
    inner join scores
        on
            cohort.person_id = scores.person_id
            and cohort.index_date = scores.index_date
    cross join failed
    where failed.floor_count = 0
)

{{ indicator_rows(indicator, 'academic_year', 'parts') }}
{%- endmacro %}
