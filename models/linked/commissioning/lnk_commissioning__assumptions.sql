with interventions as (
    select * from {{ ref('interventions') }}
),

late_costs as (
    select * from {{ ref('late_costs') }}
),

case_assumptions as (
    select * from {{ ref('case_assumptions') }}
),

performance as (
    {{ of_every_risk(
        'performance',
        ['index_date', 'measure', 'value', 'lower_95', 'upper_95'],
        only_where="is_champion and group_name = 'all'"
        ~ " and measure = 'precision_at_capacity'",
    ) }}
),

newest_performance as (
    select * from performance
    qualify row_number() over (partition by risk order by index_date desc) = 1
),

of_interventions as (
    {%- set units = {'reach': '', 'effect': '', 'unit_cost': '_gbp'} -%}
    {%- for assumption, unit in units.items() %}
    {{ 'union all' if not loop.first }}
    select
        intervention_id,
        '{{ assumption }}' as assumption,
        '' as cost_id,
        {{ assumption }}{{ unit }} as value,
        {{ assumption }}_low{{ unit }} as value_low,
        {{ assumption }}_high{{ unit }} as value_high
    from interventions
    {%- endfor %}
),

-- of households that are put highest so many have the outcome, as on the newest test
of_models as (
    select
        interventions.intervention_id,
        'share_with_outcome' as assumption,
        '' as cost_id,
        newest_performance.value,
        newest_performance.lower_95 as value_low,
        newest_performance.upper_95 as value_high
    from interventions
    inner join newest_performance on interventions.risk = newest_performance.risk
),

of_costs as (
    {%- for assumption in ['quantity', 'years'] %}
    {{ 'union all' if not loop.first }}
    select
        interventions.intervention_id,
        '{{ assumption }}' as assumption,
        late_costs.cost_id,
        late_costs.{{ assumption }} as value,
        late_costs.{{ assumption }}_low as value_low,
        late_costs.{{ assumption }}_high as value_high
    from interventions
    inner join late_costs on interventions.risk = late_costs.risk
    {%- endfor %}
),

of_all as (
    select
        interventions.intervention_id,
        case_assumptions.assumption,
        '' as cost_id,
        case_assumptions.value,
        case_assumptions.value_low,
        case_assumptions.value_high
    from interventions
    cross join case_assumptions
    where case_assumptions.assumption <> 'programme_claim'
),

assumptions as (
    select * from of_interventions
    union all
    select * from of_models
    union all
    select * from of_costs
    union all
    select * from of_all
)

select * from assumptions
