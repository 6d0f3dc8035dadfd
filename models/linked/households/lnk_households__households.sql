with memberships as (
    select * from {{ ref('lnk_households__memberships') }}
),

addresses as (
    select * from {{ ref('lnk_households__addresses') }}
),

newest as (
    select
        memberships.household_id,
        memberships.lsoa_code,
        memberships.address_id,
        addresses.address_kind
    from memberships
    inner join addresses on memberships.address_id = addresses.address_id
    qualify
        row_number() over (
            partition by memberships.household_id
            order by memberships.start_on desc, memberships.address_id asc
        ) = 1
),

counted as (
    select
        household_id,
        min(start_on) as start_on,
        case when count(*) = count(end_on) then max(end_on) end as end_on,
        max(seen_until) as last_seen_on,
        count(distinct person_id) as person_count,
        count(distinct address_id) as address_count
    from memberships
    group by household_id
),

households as (
    select
        counted.household_id,
        newest.lsoa_code,
        newest.address_id,
        newest.address_kind,
        counted.start_on,
        counted.end_on,
        counted.last_seen_on,
        counted.person_count,
        counted.address_count
    from counted
    inner join newest on counted.household_id = newest.household_id
)

select * from households
