{{ config(materialized='incremental', incremental_strategy='append') }}

{%- set slots = [
    ('base_essex_county_council__eyfs_profile', ''),
    ('base_essex_county_council__health_visiting_reviews', ''),
    ('base_essex_county_council__health_visiting_reviews', 'mother_'),
    ('base_essex_county_council__childrens_social_care_people', ''),
    ('base_essex_county_council__youth_offending', ''),
    ('base_essex_county_council__drug_alcohol_treatment', ''),
    ('base_basildon_borough_council__housing_tenancies', ''),
    ('base_basildon_borough_council__housing_benefit_claim_members', ''),
    ('base_essex_police__crimes', ''),
    ('base_essex_police__domestic_abuse_incidents', ''),
    ('base_mid_and_south_essex_nhs__ae_attendances', ''),
    ('base_rights__requests', ''),
    ('base_schools__school_census', ''),
    ('base_voluntary_sector__social_prescribing_referrals', ''),
] %}

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

known_identities as (
    {% if is_incremental() -%}
    select distinct identity_token from {{ this }}
    {%- else -%}
    select slot_identity_token as identity_token from identities
    where 1 = 0
    {%- endif %}
),

-- two sources that captured the same words have the same keys
distinct_identities as (
    select
        identities.slot_identity_token as identity_token,
        any_value(identities.slot_match_tokens) as match_tokens
    from identities
    left join known_identities
        on identities.slot_identity_token = known_identities.identity_token
    where known_identities.identity_token is null
    group by identities.slot_identity_token
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
