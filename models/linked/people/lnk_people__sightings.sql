with seen_places as (
    select
        person_id,
        address_id,
        observed_on,
        max(lsoa_code) as lsoa_code,
        max(observed_until) as observed_until,
        min(known_on) as known_on
    from {{ ref('lnk_people__seen_places') }}
    where superseded_on is null
    group by person_id, address_id, observed_on
),

-- which of a person's sightings at an address came before, and which comes after
numbered as (
    select
        *,
        count(address_id) over (
            partition by person_id
            order by observed_on asc, address_id asc nulls last
            rows between unbounded preceding and current row
        ) as addresses_before,
        count(address_id) over (
            partition by person_id
            order by observed_on desc, address_id asc nulls last
            rows between unbounded preceding and current row
        ) as addresses_after
    from seen_places
),

between_addresses as (
    select
        *,
        max(address_id) over (partition by person_id, addresses_before)
            as address_before,
        max(case when address_id is not null then lsoa_code end) over (
            partition by person_id, addresses_before
        ) as lsoa_before,
        max(address_id) over (partition by person_id, addresses_after)
            as address_after,
        max(case when address_id is not null then lsoa_code end) over (
            partition by person_id, addresses_after
        ) as lsoa_after
    from numbered
),

-- who is seen in the small area of the address before or after was seen at home; and
-- who comes back to one address was not away for a visit to a hospital
placed as (
    select
        person_id,
        case
            when address_id is not null then address_id
            when lsoa_code = lsoa_before then address_before
            when lsoa_code = lsoa_after then address_after
            when address_before = address_after then address_before
        end as address_id,
        case
            when address_id is not null or lsoa_code in (lsoa_before, lsoa_after)
                then lsoa_code
            when address_before = address_after then lsoa_before
            else lsoa_code
        end as lsoa_code,
        observed_on,
        observed_until,
        known_on
    from between_addresses
),

at_places as (
    select
        placed.person_id,
        -- seen in a small area, at no address that is known
        coalesce(placed.address_id, 'area ' || placed.lsoa_code) as address_id,
        placed.address_id is not null as is_at_address,
        max(placed.lsoa_code) as lsoa_code,
        placed.observed_on,
        max(placed.observed_until) as observed_until,
        min(placed.known_on) as known_on
    from placed
    group by
        placed.person_id,
        placed.address_id,
        coalesce(placed.address_id, 'area ' || placed.lsoa_code),
        placed.observed_on
)

select * from at_places
