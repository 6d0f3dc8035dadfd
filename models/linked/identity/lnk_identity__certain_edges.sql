with tokens as (
    select * from {{ ref('lnk_identity__tokens') }}
),

match_keys as (
    select * from {{ ref('lnk_identity__match_keys') }}
),

certain_tokens as (
    select
        tokens.identity_token,
        tokens.match_token,
        min(tokens.identity_token) over (partition by tokens.match_token)
            as first_identity,
        count(*) over (partition by tokens.match_token) as identity_count
    from tokens
    inner join match_keys on tokens.match_pass = match_keys.match_pass
    where match_keys.is_certain
),

-- a number or name that very many identities share is a default, not a person
edges as (
    select distinct
        first_identity as from_id,
        identity_token as to_id
    from certain_tokens
    where
        identity_token > first_identity
        and identity_count <= {{ var('largest_certain_group') }}
)

select * from edges
