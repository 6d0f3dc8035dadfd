with labelled_people as (
    select * from {{ ref('lnk_quality__labelled_people') }}
),

person_groups as (
    select * from {{ ref('lnk_quality__person_groups') }}
),

grouped as (
    select
        'all' as group_name,
        'all' as group_value,
        is_split,
        is_merged
    from labelled_people
    union all
    select
        person_groups.group_name,
        person_groups.group_value,
        labelled_people.is_split,
        labelled_people.is_merged
    from labelled_people
    inner join person_groups on labelled_people.person_id = person_groups.person_id
),

outcomes as (
    select
        group_name,
        group_value,
        'exactly_right' as measure,
        not is_split and not is_merged as is_counted
    from grouped
    union all
    select
        group_name,
        group_value,
        'split' as measure,
        is_split as is_counted
    from grouped
    union all
    select
        group_name,
        group_value,
        'merged' as measure,
        is_merged as is_counted
    from grouped
),

clusters as (
    select
        group_name,
        group_value,
        measure,
        sum(case when is_counted then 1 else 0 end) as numerator,
        count(*) as denominator
    from outcomes
    group by group_name, group_value, measure
)

select * from clusters
