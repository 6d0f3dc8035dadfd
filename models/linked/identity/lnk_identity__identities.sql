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
        {% for number in number_names() -%}
        max(tokens.match_token) filter (where match_keys.number_name = '{{ number }}')
            as {{ number }}_token,
        {% endfor -%}
        bit_or(match_keys.key_bit) as held_keys
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
        {% for number in number_names() -%}
        keys.{{ number }}_token,
        {% endfor -%}
        -- one identity in so many: tokens are random, and so is what division leaves
        slots.identity_token % greatest(
            1, cast(count(*) over () / {{ var('sampled_identities') }} as bigint)
        ) = 0 as is_sampled
    from slots
    left join keys on slots.identity_token = keys.identity_token
)

select * from identities
