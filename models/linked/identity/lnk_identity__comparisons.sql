with candidates as (
    select * from {{ ref('lnk_identity__candidates') }}
),

facts as (
    select * from {{ ref('lnk_identity__group_facts') }}
),

compared as (
    select
        candidates.*,
        -- true, false or not known
        coalesce(
            one.nhs_number_token = other.nhs_number_token,
            one.upn_token = other.upn_token,
            one.nino_token = other.nino_token
        ) as is_number_equal,
        coalesce(one.sex <> other.sex, false) as is_sex_contradicted,
        {{ is_birth_contradicted(
            'one.first_birth_year', 'one.last_birth_year', 'one.birth_month',
            'other.first_birth_year', 'other.last_birth_year', 'other.birth_month'
        ) }} as is_birth_contradicted
    from candidates
    inner join facts as one on candidates.one_group = one.group_token
    inner join facts as other on candidates.other_group = other.group_token
)

select * from compared
