with groups as (
    select * from {{ ref('lnk_identity__certain_groups') }}
),

identities as (
    select * from {{ ref('lnk_identity__identities') }}
),

members as (
    select
        groups.group_token,
        identities.*
    from groups
    inner join identities on groups.identity_token = identities.identity_token
),

birth_months as (
    select
        group_token,
        birth_month,
        count(*) as identity_count
    from members
    where birth_month is not null
    group by
        group_token,
        birth_month
),

commonest_birth_months as (
    select
        group_token,
        max_by(birth_month, (identity_count, -birth_month)) as birth_month
    from birth_months
    group by group_token
),

facts as (
    select
        group_token,
        min(birth_year) as first_birth_year,
        max(birth_year) as last_birth_year,
        case
            when count(sex) = 0 then null
            when count(*) filter (where sex = 'F') * 2 >= count(sex) then 'F'
            else 'M'
        end as sex,
        bit_or(source_bits) as source_bits,
        -- several numbers of a kind say nothing
        {% for number in number_names() -%}
        case
            when min({{ number }}_token) = max({{ number }}_token)
                then max({{ number }}_token)
        end as {{ number }}_token,
        {% endfor -%}
        bit_or(held_keys) as held_keys
    from members
    group by group_token
),

with_birth_months as (
    select
        facts.*,
        commonest_birth_months.birth_month
    from facts
    left join commonest_birth_months
        on facts.group_token = commonest_birth_months.group_token
)

select * from with_birth_months
