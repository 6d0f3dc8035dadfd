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
    {{ cohort_rows('placed', 'outcomes') }}
)

select * from cohort
