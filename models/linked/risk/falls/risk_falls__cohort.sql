with residents as (
    {{ residents('falls') }}
),

members as (
    select * from residents
    where age_years between 65 and 110
),

{{ placed_members('members') }},

falls as (
    select
        person_id,
        happened_on
    from {{ ref('lnk_timeline__ae_attendances') }}
    where
        event_type = 'ae_injury'
        and event_code = 'fall'
        and superseded_on is null
),

outcomes as (
    select distinct
        placed.person_id,
        placed.index_date
    from placed
    inner join falls
        on
            placed.person_id = falls.person_id
            and placed.index_date < falls.happened_on
            and placed.horizon_ends_on >= falls.happened_on
),

cohort as (
    select
        placed.person_id,
        placed.index_date,
        placed.household_id,
        placed.lsoa_code,
        placed.ward_code,
        placed.imd_2019_decile,
        placed.imd_2019_score,
        placed.sex,
        placed.ethnic_group,
        placed.age_years,
        placed.outcomes_known_on as outcome_known_on,
        case
            when placed.outcomes_known_on is not null
                then outcomes.person_id is not null
        end as has_outcome
    from placed
    left join outcomes
        on
            placed.person_id = outcomes.person_id
            and placed.index_date = outcomes.index_date
)

select * from cohort
