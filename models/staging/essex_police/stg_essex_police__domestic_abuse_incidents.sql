with records as (
    {{ staged_records('essex_police', 'domestic_abuse_incidents') }}
),

named as (
    select
        record_token,
        identity_token,
        birth_year,
        birth_month,
        sex,
        person_role,
        incident_at,
        risk_tool,
        risk_level,
        children_present as has_children_present,
        is_crime,
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
