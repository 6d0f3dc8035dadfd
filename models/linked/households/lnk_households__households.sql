with memberships as (
    select * from {{ ref('lnk_households__memberships') }}
),

households as (
    select
        household_id,
        max(lsoa_code) as lsoa_code,
        min(start_on) as start_on,
        case when count(*) = count(end_on) then max(end_on) end as end_on,
        count(distinct person_id) as person_count
    from memberships
    group by household_id
)

select * from households
