with person_slots as (
    select * from {{ ref('lnk_identity__person_slots') }}
),

identified as (
    select * from {{ ref('lnk_people__identified') }}
),

-- the property that most records with an address written this way name
property_of_address as (
    select
        address_token,
        uprn_token
    from (
        select
            address_token,
            uprn_token,
            count(*) as record_count
        from person_slots
        where address_token is not null and uprn_token is not null
        group by address_token, uprn_token
    ) as pairs
    qualify
        row_number() over (
            partition by address_token
            order by record_count desc, uprn_token asc
        ) = 1
),

addressed as (
    select
        identified.person_id,
        coalesce(
            person_slots.uprn_token,
            property_of_address.uprn_token,
            person_slots.address_token
        ) as address_token,
        identified.lsoa_code,
        identified.observed_on,
        identified.observed_until,
        identified.known_on
    from identified
    inner join person_slots
        on
            identified.record_token = person_slots.record_token
            and identified.role = person_slots.role
    left join property_of_address
        on person_slots.address_token = property_of_address.address_token
),

-- most rows repeat one sighting, and an id need be made only once for each
sightings as (
    select
        person_id,
        address_token,
        observed_on,
        max(lsoa_code) as lsoa_code,
        max(observed_until) as observed_until,
        min(known_on) as known_on
    from addressed
    where address_token is not null or lsoa_code is not null
    group by person_id, address_token, observed_on
),

-- which of a person's sightings at an address came before, and which comes after
numbered as (
    select
        *,
        count(address_token) over (
            partition by person_id
            order by observed_on asc, address_token asc nulls last
            rows between unbounded preceding and current row
        ) as addresses_before,
        count(address_token) over (
            partition by person_id
            order by observed_on desc, address_token asc nulls last
            rows between unbounded preceding and current row
        ) as addresses_after
    from sightings
),

between_addresses as (
    select
        *,
        max(address_token) over (partition by person_id, addresses_before)
            as address_before,
        max(case when address_token is not null then lsoa_code end) over (
            partition by person_id, addresses_before
        ) as lsoa_before,
        max(address_token) over (partition by person_id, addresses_after)
            as address_after,
        max(case when address_token is not null then lsoa_code end) over (
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
            when address_token is not null then address_token
            when lsoa_code = lsoa_before then address_before
            when lsoa_code = lsoa_after then address_after
            when address_before = address_after then address_before
        end as address_token,
        case
            when address_token is not null or lsoa_code in (lsoa_before, lsoa_after)
                then lsoa_code
            when address_before = address_after then lsoa_before
            else lsoa_code
        end as lsoa_code,
        observed_on,
        observed_until,
        known_on
    from between_addresses
),

addresses as (
    select
        address_token,
        {{ id_of('address', ['address_token']) }} as address_id
    from (select distinct address_token from placed) as distinct_addresses
),

at_places as (
    select
        placed.person_id,
        -- seen in a small area, at no address that is known
        coalesce(addresses.address_id, 'area ' || placed.lsoa_code) as address_id,
        addresses.address_id is not null as is_at_address,
        max(placed.lsoa_code) as lsoa_code,
        placed.observed_on,
        max(placed.observed_until) as observed_until,
        min(placed.known_on) as known_on
    from placed
    left join addresses on placed.address_token = addresses.address_token
    group by
        placed.person_id,
        addresses.address_id,
        coalesce(addresses.address_id, 'area ' || placed.lsoa_code),
        placed.observed_on
)

select * from at_places
