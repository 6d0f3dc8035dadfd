with records as (
    {{ staged_records('voluntary_sector', 'social_prescribing_referrals') }}
),

named as (
    select
        record_token,
        identity_token,
        birth_year,
        birth_month,
        sex,
        referral_date as referral_on,
        reason,
        service_id,
        sessions_attended,
        wellbeing_before,
        wellbeing_after,
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
