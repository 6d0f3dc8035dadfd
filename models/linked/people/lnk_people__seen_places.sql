with slot_versions as (
    select * from {{ ref('lnk_identity__slot_versions') }}
),

identified as (
    select * from {{ ref('lnk_people__identified') }}
),

properties as (
    select * from {{ ref('lnk_identity__properties') }}
),

addressed as (
    select
        identified.person_id,
        coalesce(
            slot_versions.uprn_token,
            properties.uprn_token,
            slot_versions.address_token
        ) as address_token,
        slot_versions.lsoa_code,
        slot_versions.observed_on,
        slot_versions.observed_until,
        slot_versions.known_on,
        slot_versions.superseded_on
    from identified
    inner join slot_versions
        on
            identified.record_token = slot_versions.record_token
            and identified.role = slot_versions.role
    left join properties
        on slot_versions.address_token = properties.address_token
),

-- most rows repeat one sighting, and an id need be made only once for each
sightings as (
    select
        person_id,
        address_token,
        lsoa_code,
        observed_on,
        max(observed_until) as observed_until,
        min(known_on) as known_on,
        superseded_on
    from addressed
    where address_token is not null or lsoa_code is not null
    group by person_id, address_token, lsoa_code, observed_on, superseded_on
),

addresses as (
    select
        address_token,
        {{ id_of('address', ['address_token']) }} as address_id
    from (select distinct address_token from sightings) as distinct_addresses
    where address_token is not null
),

seen_places as (
    select
        sightings.person_id,
        addresses.address_id,
        sightings.lsoa_code,
        sightings.observed_on,
        sightings.observed_until,
        sightings.known_on,
        sightings.superseded_on
    from sightings
    left join addresses on sightings.address_token = addresses.address_token
)

select * from seen_places
