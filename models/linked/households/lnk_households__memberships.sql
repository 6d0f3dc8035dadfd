with groups as (
    select * from {{ ref('lnk_households__groups') }}
),

moves as (
    select * from {{ ref('lnk_households__moves') }}
),

mothers as (
    select * from {{ ref('lnk_people__mothers') }}
),

people as (
    select * from {{ ref('lnk_people__people') }}
),

nodes as (
    select distinct group_number as node_id from groups
),

household_moves as (
    select
        from_group as from_id,
        to_group as to_id
    from moves
),

components as (
    {{ connected_components('nodes', 'household_moves') }}
),

of_households as (
    select
        groups.*,
        components.component_id
    from groups
    inner join components on groups.group_number = components.node_id
),

-- a household is named after the stay that was known first, which later ones keep
first_stays as (
    select * from of_households
    qualify
        row_number() over (
            partition by component_id
            order by known_on asc, person_id asc, address_id asc
        ) = 1
),

names as (
    select
        component_id,
        {{ id_of('household', ['person_id', 'address_id']) }} as household_id
    from first_stays
),

seen_memberships as (
    select
        names.household_id,
        of_households.person_id,
        of_households.address_id,
        of_households.lsoa_code,
        of_households.start_on,
        of_households.end_on,
        of_households.seen_until,
        of_households.known_on
    from of_households
    inner join names on of_households.component_id = names.component_id
),

seen_people as (
    select distinct person_id from seen_memberships
),

-- a young child whom nobody saw at an address lives where the mother lives
unseen_children as (
    select
        mothers.person_id,
        mothers.mother_person_id,
        mothers.known_on,
        make_date(people.birth_year, people.birth_month, 1) as born_on,
        make_date(
            people.birth_year + {{ var('years_a_child_is_with_its_mother') }},
            people.birth_month,
            1
        ) as grown_on
    from mothers
    inner join people on mothers.person_id = people.person_id
    left join seen_people on mothers.person_id = seen_people.person_id
    where people.birth_year is not null and seen_people.person_id is null
),

child_memberships as (
    select
        seen_memberships.household_id,
        unseen_children.person_id,
        seen_memberships.address_id,
        seen_memberships.lsoa_code,
        greatest(seen_memberships.start_on, unseen_children.born_on) as start_on,
        least(
            coalesce(seen_memberships.end_on, unseen_children.grown_on),
            unseen_children.grown_on
        ) as end_on,
        least(seen_memberships.seen_until, unseen_children.grown_on) as seen_until,
        greatest(seen_memberships.known_on, unseen_children.known_on) as known_on
    from unseen_children
    inner join seen_memberships
        on
            unseen_children.mother_person_id = seen_memberships.person_id
            and unseen_children.grown_on > seen_memberships.start_on
            and (
                seen_memberships.end_on is null
                or unseen_children.born_on < seen_memberships.end_on
            )
),

memberships as (
    select * from seen_memberships
    union all
    select * from child_memberships
)

select * from memberships
