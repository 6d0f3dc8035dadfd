with records as (
    {{ staged_records('essex_county_council', 'childrens_social_care_episodes') }}
),

named as (
    select
        record_token,
        childrens_social_care_people_record_token,
        episode_type,
        start_date as start_on,
        end_date as end_on,
        referral_source,
        primary_need_code,
        category_of_abuse,
        assessment_factors,
        known_on,
        superseded_on,
        first_known_on,
        last_delivered_on,
        value_faults
    from records
)

select * from named
