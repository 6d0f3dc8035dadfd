with groups as (
    select * from {{ ref('lnk_identity__certain_groups') }}
),

identities as (
    select * from {{ ref('lnk_identity__identities') }}
),

tokens as (
    select * from {{ ref('lnk_identity__tokens') }}
),

match_keys as (
    select * from {{ ref('lnk_identity__match_keys') }}
),

born as (
    select
        groups.group_token,
        min(identities.birth_year) as first_birth_year,
        max(identities.birth_year) as last_birth_year,
        mode(identities.birth_month order by identities.birth_month) as birth_month,
        mode(identities.sex order by identities.sex) as sex
    from groups
    inner join identities on groups.identity_token = identities.identity_token
    group by groups.group_token
),

numbers as (
    select
        groups.group_token,
        {{ number_token('nhs_number') }} as nhs_number_token,
        {{ number_token('upn') }} as upn_token,
        {{ number_token('nino') }} as nino_token
    from groups
    inner join tokens on groups.identity_token = tokens.identity_token
    inner join match_keys on tokens.match_pass = match_keys.match_pass
    where match_keys.number_name is not null
    group by groups.group_token
),

facts as (
    select
        born.*,
        numbers.nhs_number_token,
        numbers.upn_token,
        numbers.nino_token
    from born
    left join numbers on born.group_token = numbers.group_token
)

select * from facts
