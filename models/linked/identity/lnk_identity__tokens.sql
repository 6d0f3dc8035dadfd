{%- set partners = [
    'basildon_borough_council', 'essex_county_council', 'essex_police',
    'mid_and_south_essex_nhs', 'schools', 'voluntary_sector',
] -%}
with person_slots as (
    select * from {{ ref('lnk_identity__person_slots') }}
),

delivered_tokens as (
    {% for partner in partners %}
    {{ 'union' if not loop.first }}
    select
        identity_token,
        match_pass,
        match_token
    from {{ ref('stg_' ~ partner ~ '__match_keys') }}
    {% endfor %}
),

-- an identity that a correction replaced stands on no record any more
of_present_identities as (
    select delivered_tokens.*
    from delivered_tokens
    where
        exists (
            select 1
            from person_slots
            where person_slots.identity_token = delivered_tokens.identity_token
        )
)

select * from of_present_identities
