with person_slots as (
    select * from {{ ref('lnk_identity__person_slots') }}
),

identities as (
    select
        identity_token,
        max(birth_year) as birth_year,
        max(birth_month) as birth_month,
        max(sex) as sex,
        count(*) as slot_count
    from person_slots
    group by identity_token
)

select * from identities
