with seen_places as (
    select * from {{ ref('lnk_people__seen_places') }}
),

mothers as (
    select * from {{ ref('lnk_people__mothers') }}
),

deliveries as (
    select
        make_date(cast(extract(year from delivery_date) as integer), 9, 1) as home_on,
        max(delivery_date) over () as newest_delivery_on
    from {{ ref('stg_landing__files') }}
    where status = 'accepted'
),

dates as (
    select distinct home_on
    from deliveries
    where home_on <= newest_delivery_on
),

-- the first of the dates by which it was known that somebody had been seen, and the
-- first by which something else was known; the sighting as text that sorts: observed_on
-- (10 characters), known_on (10), lsoa_code
dated as (
    select
        person_id,
        address_id,
        {{ next_september('greatest(known_on, observed_on)') }} as from_date,
        {{ next_september('superseded_on') }} as until_date,
        cast(observed_on as varchar)
        || cast(known_on as varchar)
        || coalesce(lsoa_code, '') as sighting
    from seen_places
),

-- of each such date the newest sighting, and the newest at an address (32 characters)
newest as (
    select
        person_id,
        from_date,
        until_date,
        max(sighting) as sighting,
        max(sighting || address_id) as at_address
    from dated
    group by person_id, from_date, until_date
),

by_date as (
    select
        newest.person_id,
        dates.home_on,
        max(newest.sighting) as sighting,
        max(newest.at_address) as at_address
    from newest
    inner join dates
        on
            newest.from_date <= dates.home_on
            and (newest.until_date is null or newest.until_date > dates.home_on)
    group by newest.person_id, dates.home_on
),

-- whoever is seen in the area of the address is taken to live there still
seen_homes as (
    select
        person_id,
        home_on,
        nullif(substr(sighting, 21), '') as lsoa_code,
        case
            when
                substr(sighting, 21)
                = substr(at_address, 21, length(at_address) - 52)
                then right(at_address, 32)
        end as address_id,
        cast(substr(sighting, 1, 10) as date) as observed_on
    from by_date
),

-- a child whom nobody has seen lives where the mother does
homes as (
    select * from seen_homes
    union all
    select
        mothers.person_id,
        of_mothers.home_on,
        of_mothers.lsoa_code,
        of_mothers.address_id,
        of_mothers.observed_on
    from mothers
    inner join seen_homes as of_mothers
        on
            mothers.mother_person_id = of_mothers.person_id
            and mothers.known_on <= of_mothers.home_on
    left join seen_homes as own
        on
            mothers.person_id = own.person_id
            and of_mothers.home_on = own.home_on
    where own.person_id is null
),

homes_by_date as (
    select
        person_id,
        home_on,
        lsoa_code,
        -- more than live in any household: an institution
        case
            when
                count(*) over (partition by home_on, address_id)
                <= {{ var('largest_household') }}
                then address_id
        end as household_id,
        observed_on
    from homes
)

select * from homes_by_date
