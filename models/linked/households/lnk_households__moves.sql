with groups as (
    select * from {{ ref('lnk_households__groups') }}
),

followed as (
    select
        person_id,
        group_number as from_group,
        lead(group_number) over by_date as to_group,
        lead(start_on) over by_date as moved_on
    from groups
    window by_date as (partition by person_id order by start_on asc, stay_number asc)
),

moves as (
    select
        from_group,
        to_group,
        count(distinct person_id) as mover_count,
        min(moved_on) as moved_on
    from followed
    where to_group <> from_group
    group by from_group, to_group
),

-- those who lived there until then, movers included
left_behind as (
    select
        moves.from_group,
        moves.to_group,
        count(distinct groups.person_id) as person_count
    from moves
    inner join groups
        on
            moves.from_group = groups.group_number
            and moves.moved_on <= groups.presumed_end_on
            and moves.moved_on >= groups.start_on
    group by moves.from_group, moves.to_group
),

-- those who lived at the new address already
found_there as (
    select
        moves.from_group,
        moves.to_group,
        count(distinct groups.person_id) as person_count
    from moves
    inner join groups
        on
            moves.to_group = groups.group_number
            and moves.moved_on > groups.start_on
    group by moves.from_group, moves.to_group
),

-- a household goes on where most of it goes, unless it joins a larger one
whole_moves as (
    select moves.*
    from moves
    inner join left_behind
        on
            moves.from_group = left_behind.from_group
            and moves.to_group = left_behind.to_group
    left join found_there
        on
            moves.from_group = found_there.from_group
            and moves.to_group = found_there.to_group
    where
        2 * moves.mover_count > left_behind.person_count
        and moves.mover_count > coalesce(found_there.person_count, 0)
),

one_way as (
    select * from whole_moves
    qualify
        row_number() over (
            partition by from_group
            order by mover_count desc, moved_on asc, to_group asc
        ) = 1
),

household_moves as (
    select * from one_way
    qualify
        row_number() over (
            partition by to_group
            order by mover_count desc, moved_on asc, from_group asc
        ) = 1
)

select * from household_moves
