with records as (
    {{ staged_records('essex_county_council', 'health_visiting_reviews') }}
),

named as (
    select
        record_token,
        identity_token,
        birth_year,
        birth_month,
        sex,
        mother_identity_token,
        mother_birth_year,
        mother_birth_month,
        ethnicity as ethnic_group,
        birth_weight_grams,
        gestation_weeks,
        review_type,
        review_date as review_on,
        breastfeeding_6_weeks as is_breastfed_at_6_weeks,
        asq3_communication,
        asq3_gross_motor,
        asq3_fine_motor,
        asq3_problem_solving,
        asq3_personal_social,
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
