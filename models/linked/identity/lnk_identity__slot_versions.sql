{{ config(materialized='view') }}

{#- Every place in a version of a staged record where a person stands. A new dataset
    is a new line: when it saw the person where it says (observed_on), and until when
    that held.

    Not stored: by how often a place's token stands on all partners' records together, a
    large family's address could be guessed (tests/python/test_attacks.py). -#}
{%- set slots = [
    ('essex_county_council', 'eyfs_profile', "cast(substr(academic_year, 1, 2) || right(academic_year, 2) || '-06-30' as date)", none),
    ('essex_county_council', 'health_visiting_reviews', 'review_on', none),
    ('essex_county_council', 'childrens_social_care_people', 'last_delivered_on', none),
    ('essex_county_council', 'youth_offending', 'offence_on', none),
    ('essex_county_council', 'drug_alcohol_treatment', 'treatment_start_on', none),
    ('basildon_borough_council', 'housing_tenancies', 'start_on', 'coalesce(end_on, closed_on)'),
    ('basildon_borough_council', 'housing_benefit_claim_members', 'claim_start_on', 'coalesce(claim_end_on, closed_on)'),
    ('essex_police', 'crimes', 'offence_on', none),
    ('essex_police', 'domestic_abuse_incidents', 'cast(incident_at as date)', none),
    ('mid_and_south_essex_nhs', 'ae_attendances', 'cast(arrival_at as date)', none),
    ('rights', 'requests', 'first_known_on', none),
    ('schools', 'school_census', 'census_on', none),
    ('voluntary_sector', 'social_prescribing_referrals', 'referral_on', none),
] -%}
with episodes as (
    select * from {{ ref('stg_essex_county_council__childrens_social_care_episodes') }}
),

known_to_social_care as (
    select * from {{ ref('stg_essex_county_council__childrens_social_care_people') }}
    where superseded_on is null
),

slots as (
    {% for partner, dataset, observed_on, observed_until in slots %}
    {{ 'union all' if not loop.first }}
    select
        '{{ partner }}' as partner,
        '{{ dataset }}' as dataset,
        record_token,
        '' as role,
        identity_token,
        birth_year,
        birth_month,
        sex,
        address_token,
        uprn_token,
        lsoa_code,
        coalesce({{ observed_on }}, first_known_on) as observed_on,
        {{ observed_until or 'cast(null as date)' }} as observed_until,
        first_known_on,
        known_on,
        superseded_on
    from {{ ref('stg_' ~ partner ~ '__' ~ dataset) }}
    {% endfor %}
    union all
    select
        'essex_county_council' as partner,
        'health_visiting_reviews' as dataset,
        record_token,
        'mother' as role,
        mother_identity_token as identity_token,
        mother_birth_year as birth_year,
        mother_birth_month as birth_month,
        'F' as sex,
        address_token,
        uprn_token,
        lsoa_code,
        coalesce(review_on, first_known_on) as observed_on,
        cast(null as date) as observed_until,
        first_known_on,
        known_on,
        superseded_on
    from {{ ref('stg_essex_county_council__health_visiting_reviews') }}
    where mother_identity_token is not null
    union all
    -- an episode is about the person whose number it names, delivered or not
    select
        'essex_county_council' as partner,
        'childrens_social_care_episodes' as dataset,
        episodes.record_token,
        '' as role,
        coalesce(
            known_to_social_care.identity_token,
            {{ hex_to_integer(
                'left(episodes.childrens_social_care_people_record_token, 16)'
            ) }}
        ) as identity_token,
        known_to_social_care.birth_year,
        known_to_social_care.birth_month,
        known_to_social_care.sex,
        cast(null as ubigint) as address_token,
        cast(null as ubigint) as uprn_token,
        cast(null as varchar) as lsoa_code,
        coalesce(episodes.start_on, episodes.first_known_on) as observed_on,
        cast(null as date) as observed_until,
        episodes.first_known_on,
        episodes.known_on,
        episodes.superseded_on
    from episodes
    left join known_to_social_care
        on
            episodes.childrens_social_care_people_record_token
            = known_to_social_care.record_token
)

select * from slots
