with tokens as (
    select * from {{ ref('lnk_identity__tokens') }}
),

match_keys as (
    select * from {{ ref('lnk_identity__match_keys') }}
),

joining_tokens as (
    select * from {{ ref('lnk_identity__joining_tokens') }}
),

identities as (
    select
        *,
        birth_year as first_birth_year,
        birth_year as last_birth_year
    from {{ ref('lnk_identity__identities') }}
),

sampled_tokens as (
    select tokens.*
    from tokens
    inner join identities on tokens.identity_token = identities.identity_token
    where identities.is_sampled
),

tokens_in_sample as (
    select distinct match_token from sampled_tokens
),

uniqueness_in_sample as (
    select
        joining_tokens.match_token,
        min(joining_tokens.uniqueness) as uniqueness
    from joining_tokens
    inner join tokens_in_sample
        on joining_tokens.match_token = tokens_in_sample.match_token
    group by joining_tokens.match_token
),

shared_tokens as (
    select
        one.identity_token as one_identity,
        other.identity_token as other_identity,
        one.match_pass,
        one.match_token
    from sampled_tokens as one
    inner join tokens as other
        on
            one.match_token = other.match_token
            and one.identity_token <> other.identity_token
    -- what very many identities share is a default, not a person
    qualify
        count(*) over (partition by one.match_token, one.identity_token)
        < {{ var('largest_shared_token') }}
),

pairs as (
    select
        shared_tokens.one_identity,
        shared_tokens.other_identity,
        bit_or(match_keys.key_bit) as agreeing_keys,
        max(
            case
                when
                    not match_keys.is_of_number
                    then coalesce(uniqueness_in_sample.uniqueness, 2)
            end
        )
            as uniqueness
    from shared_tokens
    inner join match_keys on shared_tokens.match_pass = match_keys.match_pass
    left join uniqueness_in_sample
        on shared_tokens.match_token = uniqueness_in_sample.match_token
    group by shared_tokens.one_identity, shared_tokens.other_identity
),

compared as (
    select
        {{ agreement_levels('pairs', 'one', 'other') }}
    from pairs
    inner join identities as one on pairs.one_identity = one.identity_token
    inner join identities as other on pairs.other_identity = other.identity_token
),

patterns as (
    select
        *,
        count(*) as pair_count
    from compared
    group by all
)

select * from patterns
