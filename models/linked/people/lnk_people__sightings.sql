with identified as (
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
        from identified
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
            identified.uprn_token,
            property_of_address.uprn_token,
            identified.address_token
        ) as address_token,
        identified.lsoa_code,
        identified.observed_on,
        identified.observed_until,
        identified.known_on
    from identified
    left join property_of_address
        on identified.address_token = property_of_address.address_token
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

addresses as (
    select
        address_token,
        {{ id_of('address', ['address_token']) }} as address_id
    from (select distinct address_token from sightings) as distinct_addresses
),

with_ids as (
    select
        sightings.person_id,
        -- seen in a small area, at no address that is known
        coalesce(addresses.address_id, 'area ' || sightings.lsoa_code) as address_id,
        addresses.address_id is not null as is_at_address,
        sightings.lsoa_code,
        sightings.observed_on,
        sightings.observed_until,
        sightings.known_on
    from sightings
    left join addresses on sightings.address_token = addresses.address_token
)

select * from with_ids
