with records as (
    {{ staged_records('essex_county_council', 'childrens_social_care_people') }}
),

named as (
    select
        record_token,
        identity_token,
        birth_year,
        birth_month,
        sex,
        pers_expected_dob as expected_birth_month,
        pers_ethnicity as ethnic_group,
        address_token,
        uprn_token,
        lsoa_code,
        placed_by,
        known_on,
        superseded_on,
        first_known_on,
        last_delivered_on,
        closed_on,
        value_faults
    from records
)

select * from named
