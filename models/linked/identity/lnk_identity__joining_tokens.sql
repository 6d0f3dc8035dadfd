with tokens as (
    select * from {{ ref('lnk_identity__tokens') }}
),

identities as (
    select * from {{ ref('lnk_identity__identities') }}
),

groups as (
    select * from {{ ref('lnk_identity__certain_groups') }}
),

grouped_tokens as (
    select
        tokens.match_token,
        tokens.match_pass,
        groups.group_token,
        identities.source_bits
    from tokens
    inner join groups on tokens.identity_token = groups.identity_token
    inner join identities on tokens.identity_token = identities.identity_token
),

-- most tokens stand on one group alone and join nothing
shared_tokens as (
    select match_token
    from grouped_tokens
    group by match_token
    having min(group_token) < max(group_token)
),

token_groups as (
    select
        grouped_tokens.match_token,
        grouped_tokens.match_pass,
        grouped_tokens.group_token,
        bit_or(grouped_tokens.source_bits) as source_bits
    from grouped_tokens
    inner join shared_tokens on grouped_tokens.match_token = shared_tokens.match_token
    group by
        grouped_tokens.match_token,
        grouped_tokens.match_pass,
        grouped_tokens.group_token
),

token_facts as (
    select
        match_token,
        count(*) as group_count,
        case
            -- no source has it for two of them
            when sum(bit_count(source_bits)) = bit_count(bit_or(source_bits)) then 2
            when count(*) = 2 then 1
            else 0
        end as uniqueness
    from token_groups
    group by match_token
),

joining_tokens as (
    select
        token_groups.match_token,
        token_groups.match_pass,
        token_groups.group_token,
        token_facts.group_count,
        token_facts.uniqueness
    from token_groups
    inner join token_facts on token_groups.match_token = token_facts.match_token
)

select * from joining_tokens
