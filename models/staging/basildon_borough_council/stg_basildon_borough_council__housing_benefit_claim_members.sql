with records as (
    {{ staged_records('basildon_borough_council', 'housing_benefit_claim_members') }}
),

named as (
    select
        record_token,
        claim_token,
        identity_token,
        birth_year,
        birth_month,
        sex,
        member_role,
        claim_start_date as claim_start_on,
        claim_end_date as claim_end_on,
        weekly_award_gbp,
        passported_benefit,
        tenure_code,
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
