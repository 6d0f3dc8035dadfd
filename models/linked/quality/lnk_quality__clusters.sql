with labelled_people as (
    select * from {{ ref('lnk_quality__labelled_people') }}
),

outcomes as (
    select
        'exactly_right' as measure,
        not is_split and not is_merged as is_counted
    from labelled_people
    union all
    select
        'split' as measure,
        is_split as is_counted
    from labelled_people
    union all
    select
        'merged' as measure,
        is_merged as is_counted
    from labelled_people
),

clusters as (
    select
        measure,
        sum(case when is_counted then 1 else 0 end) as numerator,
        count(*) as denominator
    from outcomes
    group by measure
)

select * from clusters
