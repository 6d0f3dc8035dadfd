with groups as (
    select * from {{ ref('lnk_identity__certain_groups') }}
),

identities as (
    select * from {{ ref('lnk_identity__identities') }}
),

facts as (
    select
        groups.group_token,
        min(identities.birth_year) as first_birth_year,
        max(identities.birth_year) as last_birth_year,
        mode(identities.birth_month order by identities.birth_month) as birth_month,
        mode(identities.sex order by identities.sex) as sex,
        bit_or(identities.source_bits) as source_bits,
        bit_or(identities.held_keys) as held_keys,
        -- several numbers of a kind say nothing
        case
            when min(identities.nhs_number_token) = max(identities.nhs_number_token)
                then max(identities.nhs_number_token)
        end as nhs_number_token,
        case
            when min(identities.upn_token) = max(identities.upn_token)
                then max(identities.upn_token)
        end as upn_token,
        case
            when min(identities.nino_token) = max(identities.nino_token)
                then max(identities.nino_token)
        end as nino_token
    from groups
    inner join identities on groups.identity_token = identities.identity_token
    group by groups.group_token
)

select * from facts
