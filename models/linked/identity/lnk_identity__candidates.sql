with shared_tokens as (
    select * from {{ ref('lnk_identity__shared_tokens') }}
),

group_tokens as (
    select distinct
        match_token,
        match_pass,
        is_of_number,
        is_telling,
        group_token
    from shared_tokens
    where not is_certain
),

joining_tokens as (
    select *
    from group_tokens
    qualify
        count(*) over (partition by match_token)
        between 2 and {{ var('largest_joining_token') }}
),

candidates as (
    select
        one.group_token as one_group,
        other.group_token as other_group,
        {{ agreement_columns('one') }}
    from joining_tokens as one
    inner join joining_tokens as other
        on
            one.match_token = other.match_token
            and one.group_token < other.group_token
    group by one.group_token, other.group_token
)

select * from candidates
