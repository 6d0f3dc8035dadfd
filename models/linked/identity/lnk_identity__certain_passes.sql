with tokens as (
    select * from {{ ref('lnk_identity__tokens') }}
),

match_keys as (
    select * from {{ ref('lnk_identity__match_keys') }}
),

shared as (
    select
        tokens.identity_token,
        tokens.match_pass
    from tokens
    inner join match_keys on tokens.match_pass = match_keys.match_pass
    where match_keys.is_certain
    qualify
        count(*) over (partition by tokens.match_token)
        between 2 and {{ var('largest_certain_group') }}
),

strongest as (
    select
        identity_token,
        min(match_pass) as match_pass
    from shared
    group by identity_token
)

select * from strongest
