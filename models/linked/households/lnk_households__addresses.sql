with stays as (
    select * from {{ ref('lnk_households__stays') }}
),

claims_and_tenancies as (
    select * from {{ ref('lnk_households__claims_and_tenancies') }}
),

ties as (
    select * from {{ ref('lnk_households__ties') }}
),

arrivals_and_departures as (
    select
        address_id,
        start_on as happened_on,
        1 as person_change
    from stays
    union all
    select
        address_id,
        presumed_end_on as happened_on,
        -1 as person_change
    from stays
),

occupied as (
    select
        address_id,
        sum(person_change) over (
            partition by address_id
            order by happened_on asc, person_change asc
            rows between unbounded preceding and current row
        ) as person_count
    from arrivals_and_departures
),

most_at_once as (
    select
        address_id,
        max(person_count) as most_people_at_once
    from occupied
    group by address_id
),

dwellers as (
    select distinct
        address_id,
        person_id
    from stays
),

related as (
    select
        one_side.address_id,
        one_side.person_id as one_person_id,
        other_side.person_id as other_person_id
    from ties
    inner join dwellers as one_side on ties.one_person_id = one_side.person_id
    inner join dwellers as other_side
        on
            ties.other_person_id = other_side.person_id
            and one_side.address_id = other_side.address_id
),

with_relatives as (
    select
        address_id,
        count(distinct person_id) as related_count
    from (
        select
            address_id,
            one_person_id as person_id
        from related
        union all
        select
            address_id,
            other_person_id as person_id
        from related
    ) as either_side
    group by address_id
),

dweller_counts as (
    select
        address_id,
        count(*) as person_count
    from dwellers
    group by address_id
),

-- the claims and tenancies that people held while they lived at the address
held as (
    select
        stays.address_id,
        claims_and_tenancies.group_kind,
        claims_and_tenancies.group_id,
        stays.person_id,
        claims_and_tenancies.start_on,
        least(claims_and_tenancies.last_seen_on, stays.presumed_end_on) as end_on
    from stays
    inner join claims_and_tenancies
        on
            stays.person_id = claims_and_tenancies.person_id
            and stays.start_on <= claims_and_tenancies.start_on
            and stays.presumed_end_on > claims_and_tenancies.start_on
),

groups_held as (
    select
        address_id,
        group_kind,
        group_id,
        min(start_on) as start_on,
        max(end_on) as end_on
    from held
    group by address_id, group_kind, group_id
),

at_a_time as (
    select
        one_side.address_id,
        one_side.group_id as one_group_id,
        other_side.group_id as other_group_id
    from groups_held as one_side
    inner join groups_held as other_side
        on
            one_side.address_id = other_side.address_id
            and one_side.group_kind = other_side.group_kind
            and one_side.group_id < other_side.group_id
    where
        least(one_side.end_on, other_side.end_on)
        > greatest(one_side.start_on, other_side.start_on)
        + interval '{{ var("days_two_families_overlap") }}' day
),

sharing_people as (
    select distinct
        one_side.group_id as one_group_id,
        other_side.group_id as other_group_id
    from held as one_side
    inner join held as other_side
        on
            one_side.address_id = other_side.address_id
            and one_side.person_id = other_side.person_id
            and one_side.group_id < other_side.group_id
),

shared_addresses as (
    select distinct at_a_time.address_id
    from at_a_time
    left join sharing_people
        on
            at_a_time.one_group_id = sharing_people.one_group_id
            and at_a_time.other_group_id = sharing_people.other_group_id
    where sharing_people.one_group_id is null
),

addresses as (
    select
        most_at_once.address_id,
        case
            when
                most_at_once.most_people_at_once > {{ var('largest_household') }}
                or (
                    dweller_counts.person_count > {{ var('largest_household') }}
                    and coalesce(with_relatives.related_count, 0)
                    < dweller_counts.person_count
                    * {{ var('smallest_related_share') }}
                )
                then 'institution'
            when shared_addresses.address_id is not null then 'multi_family'
            else 'household'
        end as address_kind,
        most_at_once.most_people_at_once,
        dweller_counts.person_count,
        coalesce(with_relatives.related_count, 0) as related_count
    from most_at_once
    inner join dweller_counts on most_at_once.address_id = dweller_counts.address_id
    left join with_relatives on most_at_once.address_id = with_relatives.address_id
    left join shared_addresses
        on most_at_once.address_id = shared_addresses.address_id
)

select * from addresses
