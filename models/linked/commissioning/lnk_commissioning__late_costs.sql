-- what one person a year with the outcome costs each agency, as all is thought to be
with late_costs as (
    select * from {{ ref('late_costs') }}
),

unit_costs as (
    select * from {{ ref('unit_costs') }}
),

laid_down as (
    select
        max(value) filter (where assumption = 'discount_rate') as discount_rate,
        max(value) filter (where assumption = 'horizon_years') as horizon_years,
        max(value) filter (where assumption = 'price_factor') as price_factor
    from {{ ref('case_assumptions') }}
),

-- every year there are others
start_years as (
    {%- for year in range(30) %}
    {{ 'union all' if not loop.first }}
    select {{ year }} as start_year
    {%- endfor %}
),

of_agencies as (
    select
        late_costs.risk,
        unit_costs.agency,
        round(
            sum(
                late_costs.quantity * unit_costs.amount_gbp * laid_down.price_factor
                * {{ present_value(
                    'late_costs.years',
                    'start_years.start_year',
                    'laid_down.discount_rate',
                    'laid_down.horizon_years',
                ) }}
            ),
            2
        ) as outcome_cost_gbp
    from late_costs
    inner join unit_costs on late_costs.cost_id = unit_costs.cost_id
    cross join laid_down
    inner join start_years on laid_down.horizon_years > start_years.start_year
    group by late_costs.risk, unit_costs.agency
)

select * from of_agencies
