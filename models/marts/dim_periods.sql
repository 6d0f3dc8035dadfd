with published as (
    select * from {{ ref('lnk_indicators__published') }}
),

periods as (
    select
        period_type,
        period_start,
        min(period_end) as period_end
    from published
    group by period_type, period_start
),

dated as (
    select
        *,
        cast(extract(year from period_start) as varchar) as start_year,
        cast(extract(year from period_end) as varchar) as end_year,
        cast(extract(month from period_start) as integer) as start_month,
        cast(extract(month from period_end) as integer) as end_month
    from periods
),

dim_periods as (
    select
        {{ period_key() }} as period_key,
        period_type,
        period_start,
        period_end,
        case
            when period_type = 'calendar_year' then start_year
            when period_type in ('academic_year', 'financial_year')
                then start_year || '/' || right(end_year, 2)
            else
                {{ month_name('start_month') }} || ' ' || start_year
                || ' - ' || {{ month_name('end_month') }} || ' ' || end_year
        end as period_name,
        10000 * cast(start_year as integer)
        + case
            when period_type in ('term', 'rolling_12_months') then 100 * start_month
            else 0
        end as period_sortable
    from dated
)

select * from dim_periods
