with tokens as (
    select * from {{ ref('lnk_identity__tokens') }}
),

match_keys as (
    select * from {{ ref('lnk_identity__match_keys') }}
),

joining_tokens as (
    select distinct
        match_token,
        uniqueness
    from {{ ref('lnk_identity__joining_tokens') }}
),

identities as (
    select
        *,
        birth_year as first_birth_year,
        birth_year as last_birth_year
    from {{ ref('lnk_identity__identities') }}
),

-- one identity in so many: tokens are random, so is what division leaves of them
sampled_tokens as (
    select *
    from tokens
    where
        identity_token
        % (
            select
                greatest(1, cast(count(*) / {{ var('sampled_identities') }} as bigint))
            from identities
        )
        = 0
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
                    then coalesce(joining_tokens.uniqueness, 2)
            end
        )
            as uniqueness
    from shared_tokens
    inner join match_keys on shared_tokens.match_pass = match_keys.match_pass
    left join joining_tokens on shared_tokens.match_token = joining_tokens.match_token
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
