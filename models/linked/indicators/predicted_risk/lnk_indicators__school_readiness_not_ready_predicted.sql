with cohort as (
    select * from {{ ref('risk_school_readiness__cohort') }}
),

scores as (
    select * from {{ ref('risk_school_readiness__scores') }}
),

-- a model that failed its own floor publishes nothing
failed as (
    select count(*) as floor_count
    from {{ ref('risk_school_readiness__performance') }}
    where measure = 'below_floor'
),

parts as (
    select
        cohort.lsoa_code,
        cohort.reception_start_on as period_start_on,
        cohort.reception_end_on as period_end_on,
        scores.probability as numerator,
        1 as denominator,
        scores.probability as person_count
    from cohort
    inner join scores
        on
            cohort.person_id = scores.person_id
            and cohort.index_date = scores.index_date
    cross join failed
    where
        scores.is_champion
        and scores.purpose = 'forecast'
        and failed.floor_count = 0
)

{{ indicator_rows('school_readiness_not_ready_predicted', 'academic_year', 'parts') }}
