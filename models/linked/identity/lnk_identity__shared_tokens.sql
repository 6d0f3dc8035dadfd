with tokens as (
    select * from {{ ref('lnk_identity__tokens') }}
),

match_keys as (
    select * from {{ ref('lnk_identity__match_keys') }}
),

groups as (
    select * from {{ ref('lnk_identity__certain_groups') }}
),

sources as (
    select * from {{ ref('lnk_identity__sources') }}
),

-- a token of one identity joins nothing; one of very many identities is a default
shared_tokens as (
    select
        tokens.*,
        groups.group_token
    from tokens
    inner join groups on tokens.identity_token = groups.identity_token
    qualify
        count(*) over (partition by tokens.match_token)
        between 2 and {{ var('largest_shared_token') }}
),

-- a token tells people apart where no source has it for two of them
crowded_tokens as (
    select distinct crowded.match_token
    from (
        select shared_tokens.match_token
        from shared_tokens
        inner join sources on shared_tokens.identity_token = sources.identity_token
        group by shared_tokens.match_token, sources.source_name
        having min(shared_tokens.group_token) <> max(shared_tokens.group_token)
    ) as crowded
),

judged_tokens as (
    select
        shared_tokens.*,
        match_keys.is_certain,
        match_keys.is_of_number,
        crowded_tokens.match_token is null as is_telling
    from shared_tokens
    inner join match_keys on shared_tokens.match_pass = match_keys.match_pass
    left join crowded_tokens on shared_tokens.match_token = crowded_tokens.match_token
)

select * from judged_tokens
