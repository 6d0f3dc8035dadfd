with address_spells as (
    select * from {{ ref('lnk_people__address_spells') }}
),

memberships as (
    select * from {{ ref('lnk_households__memberships') }}
),

residences as (
    select
        address_spells.person_id,
        memberships.household_id,
        address_spells.lsoa_code,
        address_spells.start_on,
        address_spells.end_on,
        address_spells.last_seen_on,
        address_spells.known_on
    from address_spells
    left join memberships
        on
            address_spells.person_id = memberships.person_id
            and address_spells.address_id = memberships.address_id
            and address_spells.start_on = memberships.start_on
)

select * from residences
