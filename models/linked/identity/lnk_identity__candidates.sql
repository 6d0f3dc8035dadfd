with joining_tokens as (
    select * from {{ ref('lnk_identity__joining_tokens') }}
    where group_count <= {{ var('largest_joining_token') }}
),

match_keys as (
    select * from {{ ref('lnk_identity__match_keys') }}
),

keyed_tokens as (
    select
        joining_tokens.match_token,
        joining_tokens.group_token,
        joining_tokens.match_pass,
        case when not match_keys.is_of_number then joining_tokens.uniqueness end
            as uniqueness,
        match_keys.key_bit
    from joining_tokens
    inner join match_keys on joining_tokens.match_pass = match_keys.match_pass
),

candidates as (
    select
        one.group_token as one_group,
        other.group_token as other_group,
        min(one.match_pass) as match_pass,
        bit_or(one.key_bit) as agreeing_keys,
        max(one.uniqueness) as uniqueness
    from keyed_tokens as one
    inner join keyed_tokens as other
        on
            one.match_token = other.match_token
            and one.group_token < other.group_token
    group by one.group_token, other.group_token
)

select * from candidates
