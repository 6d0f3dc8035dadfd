with records as (
    {{ staged_records('basildon_borough_council', 'housing_tenancies') }}
),

named as (
    select
        record_token,
        tenancy_token,
        identity_token,
        birth_year,
        birth_month,
        sex,
        tenancy_type,
        start_date as start_on,
        end_date as end_on,
        rent_arrears_gbp,
        notice_served_date as notice_served_on,
        antisocial_behaviour_complaints,
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
