with person_slots as (
    select * from {{ ref('lnk_identity__person_slots') }}
),

sources as (
    select * from {{ ref('lnk_identity__sources') }}
),

tokens as (
    select * from {{ ref('lnk_identity__tokens') }}
),

match_keys as (
    select * from {{ ref('lnk_identity__match_keys') }}
),

slots as (
    select
        person_slots.identity_token,
        max(person_slots.birth_year) as birth_year,
        max(person_slots.birth_month) as birth_month,
        max(person_slots.sex) as sex,
        bit_or(sources.source_bit) as source_bits
    from person_slots
    inner join sources
        on
            person_slots.partner = sources.partner
            and person_slots.dataset = sources.dataset
            and person_slots.role = sources.role
    group by person_slots.identity_token
),

keys as (
    select
        tokens.identity_token,
        bit_or(match_keys.key_bit) as held_keys,
        max(tokens.match_token) filter (where match_keys.number_name = 'nhs_number')
            as nhs_number_token,
        max(tokens.match_token) filter (where match_keys.number_name = 'upn')
            as upn_token,
        max(tokens.match_token) filter (where match_keys.number_name = 'nino')
            as nino_token
    from tokens
    inner join match_keys on tokens.match_pass = match_keys.match_pass
    group by tokens.identity_token
),

identities as (
    select
        slots.identity_token,
        slots.birth_year,
        slots.birth_month,
        slots.sex,
        slots.source_bits,
        coalesce(keys.held_keys, 0) as held_keys,
        keys.nhs_number_token,
        keys.upn_token,
        keys.nino_token
    from slots
    left join keys on slots.identity_token = keys.identity_token
)

select * from identities
