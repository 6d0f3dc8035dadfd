with deliveries as (
    select * from {{ ref('stg_landing__files') }}
),

people as (
    select * from {{ ref('lnk_people__people') }}
),

residences as (
    select * from {{ ref('lnk_people__residences') }}
),

memberships as (
    select * from {{ ref('lnk_households__memberships') }}
),

events as (
    select * from {{ ref('lnk_timeline__events') }}
),

geography_deprivation as (
    select * from {{ ref('geography_deprivation') }}
),

delivery_years as (
    select distinct
        make_date(cast(extract(year from delivery_date) as integer), 9, 1)
            as index_date,
        max(delivery_date) over () as newest_delivery_on
    from deliveries
    where status = 'accepted'
),

index_dates as (
    select
        index_date,
        cast(extract(year from index_date) as integer) as index_year
    from delivery_years
    where index_date <= newest_delivery_on
),

-- four on the 31 August before they start reception, a year after the index date
children as (
    select
        people.person_id,
        index_dates.index_date,
        people.sex,
        people.ethnic_group,
        people.birth_year,
        people.birth_month,
        make_date(index_dates.index_year + 1, 9, 1) as reception_start_on,
        make_date(index_dates.index_year + 2, 8, 31) as reception_end_on,
        make_date(index_dates.index_year + 2, 6, 30) as judged_on
    from people
    inner join index_dates
        on
            make_date(people.birth_year, people.birth_month, 1)
            between make_date(index_dates.index_year - 4, 9, 1)
            and make_date(index_dates.index_year - 3, 8, 1)
    where people.first_known_on <= index_dates.index_date
),

homes as (
    {{ spell_at_index_date('children', 'residences', 'lsoa_code') }}
),

households as (
    {{ spell_at_index_date('children', 'memberships', 'household_id') }}
),

outcomes as (
    select
        children.person_id,
        children.index_date,
        min(1 - events.event_value) = 1 as is_not_ready,
        min(events.known_on) as outcome_known_on
    from children
    inner join events
        on
            children.person_id = events.person_id
            and children.judged_on = events.happened_on
    where
        events.event_type = 'early_years_profile'
        and events.superseded_on is null
    group by children.person_id, children.index_date
),

-- who lives in another district is not in the cohort; who cannot be placed is
cohort as (
    select
        children.person_id,
        children.index_date,
        children.reception_start_on,
        children.reception_end_on,
        households.household_id,
        homes.lsoa_code,
        geography_deprivation.imd_2019_decile,
        children.sex,
        children.ethnic_group,
        children.birth_year,
        children.birth_month,
        outcomes.is_not_ready,
        outcomes.outcome_known_on
    from children
    left join homes
        on
            children.person_id = homes.person_id
            and children.index_date = homes.index_date
    left join households
        on
            children.person_id = households.person_id
            and children.index_date = households.index_date
    left join outcomes
        on
            children.person_id = outcomes.person_id
            and children.index_date = outcomes.index_date
    left join geography_deprivation
        on homes.lsoa_code = geography_deprivation.lsoa_code
    where
        homes.lsoa_code is null
        or geography_deprivation.lsoa_code is not null
)

select * from cohort
