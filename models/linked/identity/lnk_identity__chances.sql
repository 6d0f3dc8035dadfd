{#- How often two people agree by chance, as far as it can be known without names. -#}
with groups as (
    select * from {{ ref('lnk_identity__certain_groups') }}
),

identities as (
    select * from {{ ref('lnk_identity__identities') }}
),

person_slots as (
    select * from {{ ref('lnk_identity__person_slots') }}
),

counts as (
    select
        count(*) as identity_count,
        count(*) filter (where identities.is_sampled) as sampled_count,
        count(distinct groups.group_token) as group_count
    from groups
    inner join identities on groups.identity_token = identities.identity_token
),

births as (
    select count(*) as identity_count
    from identities
    where birth_year is not null
    group by birth_year, birth_month
),

addresses as (
    select
        count(distinct person_slots.identity_token) as identity_count,
        count(distinct groups.group_token) as group_count
    from person_slots
    inner join groups on person_slots.identity_token = groups.identity_token
    where person_slots.address_token is not null
    group by person_slots.address_token
),

chances as (
    select
        counts.identity_count,
        counts.sampled_count,
        counts.group_count,
        -- a month has 30.4 days
        (select {{ sum_of_squared_shares('identity_count') }} from births) / 30.4
            as birth_chance,
        (
            select {{ sum_of_squared_shares('identity_count') }} from addresses
        ) as identity_address_chance,
        (
            select {{ sum_of_squared_shares('group_count') }} from addresses
        ) as group_address_chance
    from counts
)

select * from chances
