with promises as (
    select * from {{ ref('lnk_deliveries__promises') }}
),

volumes as (
    select
        *,
        delivery_number = max(delivery_number) over (
            partition by partner, dataset
        ) as is_newest
    from {{ ref('lnk_deliveries__volumes') }}
),

shifts as (
    select * from {{ ref('lnk_deliveries__shifts') }}
),

-- a request comes when somebody asks: it says nothing of what others owe
newest_of_all as (
    select max(delivery_date) as delivery_date
    from volumes
    where partner <> 'rights'
),

-- by the deliveries of the others, not by the clock: the same files, the same warnings
overdue as (
    select
        volumes.partner,
        volumes.dataset,
        volumes.delivery_date,
        'overdue' as kind,
        'Nothing newer has come, although others delivered until '
        || cast(newest_of_all.delivery_date as varchar)
        || '; a delivery is promised every '
        || cast(promises.promised_days as varchar) || ' days.' as warning
    from volumes
    inner join promises
        on
            volumes.partner = promises.partner
            and volumes.dataset = promises.dataset
    cross join newest_of_all
    where
        volumes.is_newest
        and newest_of_all.delivery_date - volumes.delivery_date
        > promises.promised_days
),

volume_ratios as (
    select
        partner,
        dataset,
        delivery_date,
        case
            when
                most_expected >= {{ var('fewest_judged_records') }}
                and record_count < {{ var('smallest_usual_share') }} * fewest_expected
                then record_count / fewest_expected
            when
                record_count >= {{ var('fewest_judged_records') }}
                and record_count * {{ var('smallest_usual_share') }} > most_expected
                then record_count / nullif(most_expected, 0)
        end as volume_ratio
    from volumes
),

-- rounded: the published sentence gives no count away
unusual_volumes as (
    select
        partner,
        dataset,
        delivery_date,
        'volume' as kind,
        'It holds about '
        || cast(cast(round(10 * volume_ratio) as integer) * 10 as varchar)
        || ' % of the records that are usual.' as warning
    from volume_ratios
    where volume_ratio is not null
),

moved as (
    select
        partner,
        dataset,
        delivery_date,
        column_name,
        case
            when
                not_known_share - usual_not_known_share
                > {{ var('largest_moved_share') }}
                then 'not_known'
            when
                usual_not_known_share - not_known_share
                > {{ var('largest_moved_share') }}
                then 'known'
            else 'shares'
        end as kind
    from shifts
    where moved_share > {{ var('largest_moved_share') }}
),

unusual_values as (
    select
        partner,
        dataset,
        delivery_date,
        kind,
        case kind
            when 'not_known' then 'Columns not known in many more records than usual: '
            when 'known' then 'Columns known in many more records than usual: '
            else 'Columns whose values are not shared out as usual: '
        end || {{ joined('column_name', "', '") }} || '.' as warning
    from moved
    group by partner, dataset, delivery_date, kind
),

warnings as (
    select * from overdue
    union all
    select * from unusual_volumes
    union all
    select * from unusual_values
),

owned as (
    select
        warnings.partner,
        warnings.dataset,
        warnings.delivery_date,
        warnings.kind,
        warnings.warning,
        promises.owner_role,
        volumes.is_newest
    from warnings
    inner join volumes
        on
            warnings.partner = volumes.partner
            and warnings.dataset = volumes.dataset
            and warnings.delivery_date = volumes.delivery_date
    inner join promises
        on
            warnings.partner = promises.partner
            and warnings.dataset = promises.dataset
)

select * from owned
