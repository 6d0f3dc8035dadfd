{%- set slots = [
    ('stg_essex_county_council__eyfs_profile', ''),
    ('stg_essex_county_council__health_visiting_reviews', ''),
    ('stg_essex_county_council__health_visiting_reviews', 'mother_'),
    ('stg_essex_county_council__childrens_social_care_people', ''),
    ('stg_essex_county_council__youth_offending', ''),
    ('stg_essex_county_council__drug_alcohol_treatment', ''),
    ('stg_basildon_borough_council__housing_tenancies', ''),
    ('stg_basildon_borough_council__housing_benefit_claim_members', ''),
    ('stg_essex_police__crimes', ''),
    ('stg_essex_police__domestic_abuse_incidents', ''),
    ('stg_mid_and_south_essex_nhs__ae_attendances', ''),
    ('stg_schools__school_census', ''),
    ('stg_voluntary_sector__social_prescribing_referrals', ''),
] -%}
with identities as (
    {% for model, prefix in slots %}
    {{ 'union all' if not loop.first }}
    select
        {{ prefix }}identity_token as slot_identity_token,
        {{ prefix }}match_tokens as slot_match_tokens
    from {{ ref(model) }}
    where {{ prefix }}match_tokens is not null
    {% endfor %}
),

-- two sources that captured the same words have the same keys
distinct_identities as (
    select
        slot_identity_token as identity_token,
        any_value(slot_match_tokens) as match_tokens
    from identities
    group by slot_identity_token
),

exploded as (
    select
        identity_token,
        {{ exploded('match_tokens', 'match_token', 'match_pass') }}
    from distinct_identities
),

tokens as (
    select
        identity_token,
        cast(match_pass as smallint) as match_pass,
        match_token
    from exploded
    where match_token is not null
)

select * from tokens
