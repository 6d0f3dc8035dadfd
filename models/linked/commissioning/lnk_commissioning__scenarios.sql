with assumptions as (
    select * from {{ ref('lnk_commissioning__assumptions') }}
),

interventions as (
    select * from {{ ref('interventions') }}
),

unit_costs as (
    select
        cost_id,
        sum(amount_gbp) as amount_gbp
    from {{ ref('unit_costs') }}
    group by cost_id
),

digits as (
    {%- for digit in range(10) %}
    {{ 'union all' if not loop.first }}
    select {{ digit }} as digit
    {%- endfor %}
),

-- every year there are others
start_years as (
    {%- for year in range(30) %}
    {{ 'union all' if not loop.first }}
    select {{ year }} as start_year
    {%- endfor %}
),

-- as all is thought to be, one assumption at a time at its limits, and 1,000 draws
scenarios as (
    select
        'central' as scenario,
        '' as varied
    union all
    select distinct
        'low' as scenario,
        assumption as varied
    from assumptions
    where value_low < value
    union all
    select distinct
        'high' as scenario,
        assumption as varied
    from assumptions
    where value_high > value
    union all
    select
        'draw' as scenario,
        cast(
            100 * hundreds.digit + 10 * tens.digit + ones.digit as varchar
        ) as varied
    from digits as hundreds
    cross join digits as tens
    cross join digits as ones
),

valued as (
    select
        assumptions.intervention_id,
        assumptions.assumption,
        assumptions.cost_id,
        scenarios.scenario,
        scenarios.varied,
        case
            when
                scenarios.scenario = 'low'
                and scenarios.varied = assumptions.assumption
                then assumptions.value_low
            when
                scenarios.scenario = 'high'
                and scenarios.varied = assumptions.assumption
                then assumptions.value_high
            -- how the future is discounted is laid down, and not uncertain
            when
                scenarios.scenario = 'draw'
                and assumptions.assumption not in (
                    'discount_rate', 'horizon_years', 'price_factor'
                )
                then greatest(
                    -- what is meant to help may harm; all else is not below nil
                    case when assumptions.assumption = 'effect' then -1 else 0 end,
                    {{ drawn_value(
                        'assumptions.value',
                        'assumptions.value_low',
                        'assumptions.value_high',
                        "assumptions.intervention_id || '|' || assumptions.assumption"
                        ~ " || '|' || assumptions.cost_id || '|' || scenarios.varied",
                    ) }}
                )
            else assumptions.value
        end as value
    from assumptions
    cross join scenarios
),

wide as (
    select
        intervention_id,
        scenario,
        varied,
        max(value) filter (where assumption = 'reach') as reach,
        max(value) filter (where assumption = 'effect') as effect,
        max(value) filter (where assumption = 'unit_cost') as unit_cost,
        max(value) filter (where assumption = 'share_with_outcome')
            as share_with_outcome,
        max(value) filter (where assumption = 'discount_rate') as discount_rate,
        max(value) filter (where assumption = 'horizon_years') as horizon_years,
        max(value) filter (where assumption = 'price_factor') as price_factor
    from valued
    group by intervention_id, scenario, varied
),

costs as (
    select
        intervention_id,
        scenario,
        varied,
        cost_id,
        max(value) filter (where assumption = 'quantity') as quantity,
        max(value) filter (where assumption = 'years') as years
    from valued
    where cost_id <> ''
    group by intervention_id, scenario, varied, cost_id
),

of_outcomes as (
    select
        costs.intervention_id,
        costs.scenario,
        costs.varied,
        sum(
            costs.quantity * unit_costs.amount_gbp * wide.price_factor
            * {{ present_value(
                'costs.years',
                'start_years.start_year',
                'wide.discount_rate',
                'wide.horizon_years',
            ) }}
        ) as outcome_cost_gbp,
        sum(
            costs.quantity * unit_costs.amount_gbp * wide.price_factor
            * {{ present_value(
                'costs.years',
                '(start_years.start_year + interventions.delay_years)',
                'wide.discount_rate',
                'wide.horizon_years',
            ) }}
        ) as avoided_cost_gbp
    from costs
    inner join wide
        on
            costs.intervention_id = wide.intervention_id
            and costs.scenario = wide.scenario
            and costs.varied = wide.varied
    inner join start_years on wide.horizon_years > start_years.start_year
    inner join unit_costs on costs.cost_id = unit_costs.cost_id
    inner join interventions on costs.intervention_id = interventions.intervention_id
    group by costs.intervention_id, costs.scenario, costs.varied
),

priced as (
    select
        interventions.risk,
        wide.intervention_id,
        wide.scenario,
        wide.varied,
        least(wide.reach, 1) as reach,
        least(wide.reach, 1) * wide.unit_cost * wide.price_factor
        * {{ present_value(
            'wide.horizon_years', '0', 'wide.discount_rate', 'wide.horizon_years'
        ) }} as cost_per_household_gbp,
        least(wide.reach, 1) * least(wide.effect, 1) * least(wide.share_with_outcome, 1)
            as avoided_per_household,
        round(of_outcomes.outcome_cost_gbp, 4) as outcome_cost_gbp,
        round(of_outcomes.avoided_cost_gbp, 4) as avoided_cost_gbp
    from wide
    inner join of_outcomes
        on
            wide.intervention_id = of_outcomes.intervention_id
            and wide.scenario = of_outcomes.scenario
            and wide.varied = of_outcomes.varied
    inner join interventions on wide.intervention_id = interventions.intervention_id
)

select * from priced
