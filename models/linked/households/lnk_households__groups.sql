with stays as (
    select * from {{ ref('lnk_households__stays') }}
),

addresses as (
    select * from {{ ref('lnk_households__addresses') }}
),

ties as (
    select * from {{ ref('lnk_households__ties') }}
),

homes as (
    select
        stays.*,
        addresses.address_kind
    from stays
    inner join addresses on stays.address_id = addresses.address_id
    where addresses.address_kind <> 'institution'
),

side_by_side as (
    select
        one_side.address_id,
        one_side.address_kind,
        one_side.stay_number as one_stay,
        other_side.stay_number as other_stay,
        least(one_side.person_id, other_side.person_id) as one_person_id,
        greatest(one_side.person_id, other_side.person_id) as other_person_id,
        date_diff(
            'day',
            greatest(one_side.start_on, other_side.start_on),
            least(one_side.seen_until, other_side.seen_until)
        ) as days_together
    from homes as one_side
    inner join homes as other_side
        on
            one_side.address_id = other_side.address_id
            and one_side.stay_number < other_side.stay_number
),

-- who lived together at two addresses are no chance neighbours
moved_together as (
    select
        one_person_id,
        other_person_id
    from side_by_side
    where one_person_id <> other_person_id
    group by one_person_id, other_person_id
    having count(distinct address_id) > 1
),

belonging as (
    select
        one_person_id,
        other_person_id
    from ties
    union
    select
        one_person_id,
        other_person_id
    from moved_together
),

compared as (
    select
        side_by_side.*,
        side_by_side.one_person_id = side_by_side.other_person_id
        or (
            belonging.one_person_id is not null
            and side_by_side.days_together >= -{{ var('days_a_family_is_unseen') }}
        ) as is_family
    from side_by_side
    left join belonging
        on
            side_by_side.one_person_id = belonging.one_person_id
            and side_by_side.other_person_id = belonging.other_person_id
),

-- at an address of several families, time together alone does not make a family
lived_together as (
    select
        one_stay as from_id,
        other_stay as to_id
    from compared
    where
        is_family
        or (
            address_kind = 'household'
            and days_together >= {{ var('days_that_make_a_household') }}
        )
),

with_company as (
    select from_id as stay_number from lived_together
    union
    select to_id as stay_number from lived_together
),

-- who was hardly seen there belongs to those of that time, and joins no two families
either_way as (
    select
        one_stay as stay_number,
        other_stay as company_stay,
        days_together
    from compared
    where days_together >= 0
    union all
    select
        other_stay as stay_number,
        one_stay as company_stay,
        days_together
    from compared
    where days_together >= 0
),

hardly_seen as (
    select
        either_way.stay_number as from_id,
        either_way.company_stay as to_id
    from either_way
    left join with_company on either_way.stay_number = with_company.stay_number
    left join with_company as company
        on either_way.company_stay = company.stay_number
    where with_company.stay_number is null
    qualify
        row_number() over (
            partition by either_way.stay_number
            order by
                case when company.stay_number is null then 1 else 0 end asc,
                either_way.days_together desc,
                either_way.company_stay asc
        ) = 1
),

joined as (
    select * from lived_together
    union
    select * from hardly_seen
),

nodes as (
    select stay_number as node_id from homes
),

components as (
    {{ connected_components('nodes', 'joined') }}
),

groups as (
    select
        homes.*,
        components.component_id as group_number
    from homes
    inner join components on homes.stay_number = components.node_id
)

select * from groups
