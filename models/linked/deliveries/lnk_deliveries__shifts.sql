with value_counts as (
    select * from {{ ref('lnk_deliveries__value_counts') }}
),

volumes as (
    select * from {{ ref('lnk_deliveries__volumes') }}
),

shares as (
    select
        partner,
        dataset,
        delivery_date,
        column_name,
        -- what is not known is a value like any other
        coalesce(value, '') as value,
        record_count / sum(record_count) over (
            partition by partner, dataset, delivery_date, column_name
        ) as value_share,
        sum(record_count) over (
            partition by partner, dataset, delivery_date, column_name
        ) as record_count
    from value_counts
),

judged as (
    select distinct
        shares.partner,
        shares.dataset,
        shares.delivery_date,
        shares.column_name,
        dense_rank() over (
            partition by shares.partner, shares.dataset
            order by shares.delivery_date
        ) as delivery_number
    from shares
    inner join volumes
        on
            shares.partner = volumes.partner
            and shares.dataset = volumes.dataset
            and shares.delivery_date = volumes.delivery_date
    where shares.record_count >= {{ var('fewest_judged_records') }}
),

value_names as (
    select distinct
        partner,
        dataset,
        column_name,
        value
    from shares
),

-- every value in every delivery, also where no record holds it
filled as (
    select
        judged.partner,
        judged.dataset,
        judged.delivery_date,
        judged.delivery_number,
        judged.column_name,
        value_names.value,
        coalesce(shares.value_share, 0) as value_share
    from judged
    inner join value_names
        on
            judged.partner = value_names.partner
            and judged.dataset = value_names.dataset
            and judged.column_name = value_names.column_name
    left join shares
        on
            judged.partner = shares.partner
            and judged.dataset = shares.dataset
            and judged.delivery_date = shares.delivery_date
            and judged.column_name = shares.column_name
            and value_names.value = shares.value
),

-- the median of three: one bad delivery does not make the next good one look bad
compared as (
    select
        later.partner,
        later.dataset,
        later.delivery_date,
        later.column_name,
        later.value,
        later.value_share,
        median(earlier.value_share) as usual_share
    from filled as later
    inner join filled as earlier
        on
            later.partner = earlier.partner
            and later.dataset = earlier.dataset
            and later.column_name = earlier.column_name
            and later.value = earlier.value
            and later.delivery_number - earlier.delivery_number
            between 1 and {{ var('usual_deliveries') }}
    group by
        later.partner,
        later.dataset,
        later.delivery_date,
        later.column_name,
        later.value,
        later.value_share
),

-- rounded: the order of a sum is seen in its last digits
measured as (
    select
        partner,
        dataset,
        delivery_date,
        column_name,
        round(
            sum(case when value = '' then value_share else 0 end), 4
        ) as not_known_share,
        round(
            sum(case when value = '' then usual_share else 0 end), 4
        ) as usual_not_known_share,
        round(sum(abs(value_share - usual_share)) / 2, 4) as moved_share
    from compared
    group by partner, dataset, delivery_date, column_name
)

select * from measured
