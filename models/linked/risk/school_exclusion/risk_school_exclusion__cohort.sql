with residents as (
    {{ residents('school_exclusion') }}
),

census as (
    select * from {{ ref('lnk_timeline__school_census') }}
),

-- on a roll within the last eighteen months, as known on the index date
members as (
    select residents.*
    from residents
    inner join census
        on
            residents.person_id = census.person_id
            and census.event_type = 'school_roll'
            and residents.index_date >= census.happened_on
            and residents.index_date < census.happened_on + interval '18' month
            and {{ is_known_on('census', 'residents.index_date') }}
    where residents.age_years between 5 and 15
    group by all
),

{{ placed_members('members') }},

exclusions as (
    select
        person_id,
        happened_on
    from census
    where
        event_type in ('school_suspension', 'permanent_exclusion')
        and superseded_on is null
),

outcomes as (
    select distinct
        placed.person_id,
        placed.index_date
    from placed
    inner join exclusions
        on
            placed.person_id = exclusions.person_id
            and placed.index_date < exclusions.happened_on
            and placed.horizon_ends_on >= exclusions.happened_on
),

cohort as (
    {{ cohort_rows('placed', 'outcomes') }}
)

select * from cohort
