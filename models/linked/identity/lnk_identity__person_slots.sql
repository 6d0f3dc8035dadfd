{{ config(materialized='view') }}

with slot_versions as (
    select * from {{ ref('lnk_identity__slot_versions') }}
    where superseded_on is null
),

slots as (
    select
        partner,
        dataset,
        record_token,
        role,
        identity_token,
        birth_year,
        birth_month,
        sex,
        address_token,
        uprn_token,
        lsoa_code,
        observed_on,
        observed_until,
        first_known_on as known_on
    from slot_versions
)

select * from slots
