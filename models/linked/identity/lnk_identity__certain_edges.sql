with tokens as (
    select * from {{ ref('lnk_identity__tokens') }}
),

match_keys as (
    select * from {{ ref('lnk_identity__match_keys') }}
),

-- those that records have now: tokens of what was corrected join nobody
identities as (
    select * from {{ ref('lnk_identity__identities') }}
),

shared_tokens as (
    select
        tokens.identity_token,
        tokens.match_pass,
        min(tokens.identity_token) over (partition by tokens.match_token)
            as first_identity
    from tokens
    inner join identities on tokens.identity_token = identities.identity_token
    inner join match_keys on tokens.match_pass = match_keys.match_pass
    where match_keys.is_certain
    -- a number or name that very many identities share is a default, not a person
    qualify
        count(*) over (partition by tokens.match_token)
        between 2 and {{ var('largest_certain_group') }}
),

edges as (
    select
        first_identity as from_id,
        identity_token as to_id,
        min(match_pass) as match_pass
    from shared_tokens
    group by first_identity, identity_token
)

select * from edges
