-- kind, months from the 1 September that is in it to its first day, and its length
{%- set kinds = [
    ('academic_year', 0, 12),
    ('calendar_year', -8, 12),
    ('financial_year', -5, 12),
    ('term', 0, 4),
    ('term', 4, 4),
    ('term', 8, 4),
    ('rolling_12_months', -11, 12),
    ('rolling_12_months', -8, 12),
    ('rolling_12_months', -5, 12),
    ('rolling_12_months', -2, 12),
] %}

with homes as (
    select distinct home_on
    from {{ ref('lnk_people__homes_by_date') }}
),

kinds as (
    {%- for period_type, first_month, month_count in kinds %}
    {{ 'union all' if not loop.first }}
    select
        '{{ period_type }}' as period_type,
        {{ first_month }} as first_month,
        {{ month_count }} as month_count
    {%- endfor %}
),

periods as (
    select
        kinds.period_type,
        cast(
            homes.home_on + kinds.first_month * interval '1' month as date
        ) as period_start_on,
        cast(
            homes.home_on + (kinds.first_month + kinds.month_count) * interval '1' month
            - interval '1' day as date
        ) as period_end_on,
        homes.home_on as resident_on
    from homes
    cross join kinds
)

select * from periods
