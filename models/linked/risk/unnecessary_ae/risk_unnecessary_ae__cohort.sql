with residents as (
    {{ residents('unnecessary_ae') }}
),

members as (
    select * from residents
    where age_years between 0 and 110
),

{{ placed_members('members') }},

attendances as (
    select
        person_id,
        happened_on,
        event_type
    from {{ ref('lnk_timeline__ae_attendances') }}
    where
        event_type in ('ae_attendance', 'ae_non_urgent')
        and superseded_on is null
),

outcomes as (
    select
        placed.person_id,
        placed.index_date
    from placed
    inner join attendances
        on
            placed.person_id = attendances.person_id
            and placed.index_date < attendances.happened_on
            and placed.horizon_ends_on >= attendances.happened_on
    group by placed.person_id, placed.index_date
    having
        count(*) filter (where attendances.event_type = 'ae_attendance') >= 3
        or count(*) filter (where attendances.event_type = 'ae_non_urgent') >= 1
),

cohort as (
    {{ cohort_rows('placed', 'outcomes') }}
)

select * from cohort
