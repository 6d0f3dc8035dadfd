with records as (
    {{ staged_records('essex_county_council', 'eyfs_profile') }}
),

named as (
    select
        record_token,
        identity_token,
        birth_year,
        birth_month,
        sex,
        academic_year,
        school_urn,
        ethnicity as ethnic_group,
        first_language_not_english as is_first_language_not_english,
        fsm_eligible as is_fsm_eligible,
        sen_provision,
        elg01,
        elg02,
        elg03,
        elg04,
        elg05,
        elg06,
        elg07,
        elg08,
        elg09,
        elg10,
        elg11,
        elg12,
        elg13,
        elg14,
        elg15,
        elg16,
        elg17,
        {{ has_good_level_of_development() }} as has_good_level_of_development,
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
