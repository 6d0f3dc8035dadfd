with records as (
    {{ staged_records('schools', 'school_census') }}
),

named as (
    select
        record_token,
        identity_token,
        birth_year,
        birth_month,
        sex,
        census_date as census_on,
        ethnicity as ethnic_group,
        fsm_eligible as is_fsm_eligible,
        sen_provision,
        school_urn,
        nc_year,
        sessions_possible,
        sessions_absent,
        suspensions,
        permanent_exclusion as is_permanently_excluded,
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
