with risk_register as (
    select * from {{ ref('risk_register') }}
),

deliveries as (
    select distinct
        partner || '/' || dataset as dataset,
        delivery_date
    from {{ ref('stg_landing__files') }}
    where status = 'accepted'
),

delivery_years as (
    select distinct
        make_date(cast(extract(year from delivery_date) as integer), 9, 1)
            as index_date,
        max(delivery_date) over () as newest_delivery_on
    from deliveries
),

index_dates as (
    select
        risk_register.risk,
        risk_register.outcome_dataset,
        delivery_years.index_date,
        cast(
            delivery_years.index_date
            + risk_register.horizon_months * interval '1' month as date
        ) as horizon_ends_on,
        risk_register.outcome_lag_days
    from risk_register
    inner join delivery_years
        on
            risk_register.first_index_on <= delivery_years.index_date
            and delivery_years.newest_delivery_on >= delivery_years.index_date
),

-- the first delivery that can tell of the whole horizon
judged as (
    select
        index_dates.risk,
        index_dates.index_date,
        index_dates.horizon_ends_on,
        min(deliveries.delivery_date) as outcomes_known_on
    from index_dates
    left join deliveries
        on
            index_dates.outcome_dataset = deliveries.dataset
            and index_dates.horizon_ends_on + index_dates.outcome_lag_days
            <= deliveries.delivery_date
    group by
        index_dates.risk,
        index_dates.index_date,
        index_dates.horizon_ends_on
)

select * from judged
