with records as (
    {{ staged_records('rights', 'requests') }}
),

named as (
    select
        record_token,
        identity_token,
        birth_year,
        birth_month,
        sex,
        request_kind,
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
