with shared_tokens as (
    select * from {{ ref('lnk_identity__shared_tokens') }}
),

tokens as (
    select * from {{ ref('lnk_identity__tokens') }}
),

match_keys as (
    select * from {{ ref('lnk_identity__match_keys') }}
),

identities as (
    select * from {{ ref('lnk_identity__identities') }}
),

-- one identity in sixteen against all others: tokens are random, so is the sample
pairs as (
    select
        one.identity_token as one_identity,
        other.identity_token as other_identity,
        {{ agreement_columns('one') }}
    from shared_tokens as one
    inner join shared_tokens as other
        on
            one.match_token = other.match_token
            and one.identity_token <> other.identity_token
    where one.identity_token % 16 = 0 and not one.is_of_number
    group by one.identity_token, other.identity_token
),

numbers as (
    select
        tokens.identity_token,
        {{ number_token('nhs_number') }} as nhs_number_token,
        {{ number_token('upn') }} as upn_token,
        {{ number_token('nino') }} as nino_token
    from tokens
    inner join match_keys on tokens.match_pass = match_keys.match_pass
    where match_keys.number_name is not null
    group by tokens.identity_token
),

compared as (
    select
        pairs.match_pass,
        pairs.is_telling,
        least(pairs.agreeing_key_count, 6) as agreeing_key_class,
        coalesce(
            one_numbers.nhs_number_token = other_numbers.nhs_number_token,
            one_numbers.upn_token = other_numbers.upn_token,
            one_numbers.nino_token = other_numbers.nino_token
        ) as is_number_equal,
        coalesce(one.sex <> other.sex, false) as is_sex_contradicted,
        {{ is_birth_contradicted(
            'one.birth_year', 'one.birth_year', 'one.birth_month',
            'other.birth_year', 'other.birth_year', 'other.birth_month'
        ) }} as is_birth_contradicted
    from pairs
    inner join identities as one on pairs.one_identity = one.identity_token
    inner join identities as other on pairs.other_identity = other.identity_token
    inner join numbers as one_numbers
        on pairs.one_identity = one_numbers.identity_token
    inner join numbers as other_numbers
        on pairs.other_identity = other_numbers.identity_token
)

select * from compared
