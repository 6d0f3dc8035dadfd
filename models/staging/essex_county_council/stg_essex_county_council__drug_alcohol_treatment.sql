with records as (
    {{ staged_records('essex_county_council', 'drug_alcohol_treatment') }}
),

named as (
    select
        record_token,
        identity_token,
        birth_year,
        birth_month,
        sex,
        treatment_start as treatment_start_on,
        treatment_end as treatment_end_on,
        discharge_reason,
        primary_substance,
        parental_status,
        children_living_with,
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
