with traits as (
    select * from {{ ref('lnk_people__traits') }}
),

index_dates as (
    select
        index_date,
        cast(extract(year from index_date) as integer) as index_year
    from {{ ref('risk_register__index_dates') }}
    where risk = 'school_readiness'
),

events as (
    select * from {{ ref('lnk_timeline__eyfs_profile') }}
    where superseded_on is null
),

-- four on the 31 August before they start reception, a year after the index date
children as (
    select
        traits.person_id,
        index_dates.index_date,
        traits.sex,
        traits.ethnic_group,
        traits.birth_year,
        traits.birth_month,
        make_date(index_dates.index_year + 1, 9, 1) as reception_start_on,
        make_date(index_dates.index_year + 2, 8, 31) as reception_end_on,
        make_date(index_dates.index_year + 2, 6, 30) as judged_on,
        -- 0 for a child of August, the youngest of the year, 11 for one of September
        (20 - traits.birth_month) % 12 as months_older_than_youngest,
        case when index_dates.index_year >= 2020 then 1 else 0 end
            as is_judged_by_revised_profile
    from traits
    inner join index_dates
        on
            {{ is_known_on('traits', 'index_dates.index_date') }}
            and make_date(traits.birth_year, traits.birth_month, 1)
            between make_date(index_dates.index_year - 4, 9, 1)
            and make_date(index_dates.index_year - 3, 8, 1)
),

{{ placed_members('children') }},

outcomes as (
    select
        children.person_id,
        children.index_date,
        min(1 - events.event_value) = 1 as has_outcome,
        min(events.known_on) as outcome_known_on
    from children
    inner join events
        on
            children.person_id = events.person_id
            and children.judged_on = events.happened_on
    where events.event_type = 'early_years_profile'
    group by children.person_id, children.index_date
),

cohort as (
    select
        placed.person_id,
        placed.index_date,
        placed.reception_start_on,
        placed.reception_end_on,
        placed.household_id,
        placed.lsoa_code,
        placed.ward_code,
        placed.imd_2019_decile,
        placed.imd_2019_score,
        placed.sex,
        placed.ethnic_group,
        placed.birth_year,
        placed.birth_month,
        placed.months_older_than_youngest,
        placed.is_judged_by_revised_profile,
        outcomes.has_outcome,
        outcomes.outcome_known_on
    from placed
    left join outcomes
        on
            placed.person_id = outcomes.person_id
            and placed.index_date = outcomes.index_date
)

select * from cohort
