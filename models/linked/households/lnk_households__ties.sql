with claims_and_tenancies as (
    select * from {{ ref('lnk_households__claims_and_tenancies') }}
),

mothers as (
    select * from {{ ref('lnk_people__mothers') }}
),

-- a reference that stands for many is a filler, no family
families as (
    select group_id
    from claims_and_tenancies
    group by group_id
    having count(distinct person_id) between 2 and {{ var('largest_household') }}
),

members as (
    select distinct
        claims_and_tenancies.group_id,
        claims_and_tenancies.group_kind,
        claims_and_tenancies.person_id
    from claims_and_tenancies
    inner join families on claims_and_tenancies.group_id = families.group_id
),

-- a mother and her children
mother_families as (
    select
        mother_person_id,
        person_id
    from mothers
    union
    select
        mother_person_id,
        mother_person_id as person_id
    from mothers
),

pairs as (
    select
        one_side.person_id as one_person_id,
        other_side.person_id as other_person_id,
        one_side.group_kind as tie_kind
    from members as one_side
    inner join members as other_side
        on
            one_side.group_id = other_side.group_id
            and one_side.person_id < other_side.person_id
    union
    select
        one_side.person_id as one_person_id,
        other_side.person_id as other_person_id,
        'mother' as tie_kind
    from mother_families as one_side
    inner join mother_families as other_side
        on
            one_side.mother_person_id = other_side.mother_person_id
            and one_side.person_id < other_side.person_id
)

select * from pairs
