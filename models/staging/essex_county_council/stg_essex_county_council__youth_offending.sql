with records as (
    {{ staged_records('essex_county_council', 'youth_offending') }}
),

named as (
    select
        record_token,
        identity_token,
        birth_year,
        birth_month,
        sex,
        ethnicity as ethnic_group,
        offence_date as offence_on,
        offence_category,
        gravity_score,
        outcome,
        outcome_date as outcome_on,
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
