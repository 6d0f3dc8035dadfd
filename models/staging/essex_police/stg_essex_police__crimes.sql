with records as (
    {{ staged_records('essex_police', 'crimes') }}
),

named as (
    select
        record_token,
        identity_token,
        birth_year,
        birth_month,
        sex,
        person_role,
        offence_date as offence_on,
        offence_group,
        weapon_involved as is_weapon_involved,
        drug_supply as is_drug_supply,
        outcome,
        address_token,
        uprn_token,
        lsoa_code,
        placed_by,
        known_on,
        superseded_on,
        first_known_on,
        last_delivered_on,
        value_faults
    from records
)

select * from named
