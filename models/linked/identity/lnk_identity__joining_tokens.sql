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

counted_tokens as (
    select
        match_token,
        match_pass,
        group_token,
        count(*) over (partition by match_token) as group_count,
        -- no source has it for two of them
        sum(bit_count(source_bits)) over (partition by match_token)
        = bit_count(bit_or(source_bits) over (partition by match_token)) as is_telling
    from token_groups
),

judged_tokens as (
    select
        match_token,
        match_pass,
        group_token,
        group_count,
        case when is_telling then 2 when group_count = 2 then 1 else 0 end as uniqueness
    from counted_tokens
)

select * from judged_tokens
