with cohort as (
    select * from {{ ref('risk_school_readiness__cohort') }}
),

scores as (
    select * from {{ ref('risk_school_readiness__scores') }}
),

observations as (
    select
        'school_readiness_not_ready_predicted' as indicator_id,
        cohort.person_id,
        cohort.lsoa_code,
        'academic_year' as period_type,
        cohort.reception_start_on as period_start_on,
        cohort.reception_end_on as period_end_on,
        scores.probability as numerator
    from cohort
    inner join scores
        on
            cohort.person_id = scores.person_id
            and cohort.index_date = scores.index_date
    where scores.is_champion and scores.purpose = 'forecast'
)

select * from observations
