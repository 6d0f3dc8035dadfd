with records as (
    {{ staged_records('mid_and_south_essex_nhs', 'ae_attendances') }}
),

named as (
    select
        record_token,
        identity_token,
        birth_year,
        birth_month,
        sex,
        ethnicity as ethnic_group,
        arrival_at,
        arrival_mode,
        chief_complaint,
        acuity,
        injury_mechanism,
        disposal,
        national_data_opt_out as has_national_data_opt_out,
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
