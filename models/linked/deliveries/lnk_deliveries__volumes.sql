with files as (
    select * from {{ ref('lnk_deliveries__files') }}
),

promises as (
    select * from {{ ref('lnk_deliveries__promises') }}
),

deliveries as (
    select
        partner,
        dataset,
        delivery_date,
        sum(rows_kept) as rows_kept,
        sum(rows_new) as rows_new
    from files
    group by partner, dataset, delivery_date
),

-- rows that were all there before correct, and are no delivery of the promised rhythm
counted as (
    select
        deliveries.partner,
        deliveries.dataset,
        deliveries.delivery_date,
        promises.delivery,
        cast(case
            when promises.delivery = 'snapshot' then deliveries.rows_kept
            else deliveries.rows_new
        end as bigint) as record_count
    from deliveries
    inner join promises
        on
            deliveries.partner = promises.partner
            and deliveries.dataset = promises.dataset
    where
        promises.delivery = 'snapshot'
        or deliveries.rows_new > 0
        or deliveries.rows_kept = 0
),

numbered as (
    select
        *,
        row_number() over (
            partition by partner, dataset order by delivery_date
        ) as delivery_number,
        delivery_date - lag(delivery_date) over (
            partition by partner, dataset order by delivery_date
        ) as days_since_earlier
    from counted
),

-- the median of three: one bad delivery does not make the next good one look bad
usual as (
    select
        later.partner,
        later.dataset,
        later.delivery_date,
        median(earlier.record_count) as per_delivery,
        median(earlier.record_count / earlier.days_since_earlier) as per_day
    from numbered as later
    inner join numbered as earlier
        on
            later.partner = earlier.partner
            and later.dataset = earlier.dataset
            and later.delivery_number - earlier.delivery_number
            between 1 and {{ var('usual_deliveries') }}
    group by later.partner, later.dataset, later.delivery_date
),

-- what adds up comes by the delivery (a census) or by the day (attendances): both are
-- expected, and the first delivery, which may hold years, says nothing
expected as (
    select
        numbered.partner,
        numbered.dataset,
        numbered.delivery_date,
        numbered.delivery_number,
        numbered.days_since_earlier,
        numbered.record_count,
        case
            when numbered.delivery = 'snapshot' then usual.per_delivery
            when usual.per_day is not null then round(least(
                usual.per_delivery, usual.per_day * numbered.days_since_earlier
            ), 1)
        end as fewest_expected,
        case
            when numbered.delivery = 'snapshot' then usual.per_delivery
            when usual.per_day is not null then round(greatest(
                usual.per_delivery, usual.per_day * numbered.days_since_earlier
            ), 1)
        end as most_expected
    from numbered
    left join usual
        on
            numbered.partner = usual.partner
            and numbered.dataset = usual.dataset
            and numbered.delivery_date = usual.delivery_date
)

select * from expected
