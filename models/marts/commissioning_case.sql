{%- set none_given = 'cast(null as double)' -%}
{%- set exact = {'lower_95': none_given, 'upper_95': none_given} -%}
{%- set counts = {
    'expected_count': {
        'unit': 'people', 'lower_95': 'expected_lower_95', 'upper_95': 'expected_upper_95',
    },
    'cohort_count': dict(exact, unit='people'),
    'capacity_count': dict(exact, unit='people'),
    'households_at_risk': dict(exact, unit='households'),
    'households_unknown': dict(exact, unit='households'),
} -%}
{%- set results = {
    'late_cost_gbp': 'pounds',
    'participant_count': 'households a year',
    'avoided_count': 'people a year',
    'cost_gbp': 'pounds',
    'benefit_gbp': 'pounds',
    'net_benefit_gbp': 'pounds',
} -%}
{%- set area = 'area_type, boundary_vintage, area_code, area_name, risk' -%}
with areas as (
    select * from {{ ref('lnk_commissioning__areas') }}
),

cases as (
    select * from {{ ref('lnk_commissioning__cases') }}
),

late_costs as (
    select * from {{ ref('lnk_commissioning__late_costs') }}
),

case_assumptions as (
    select * from {{ ref('case_assumptions') }}
),

deprivation as (
    {{ ward_deprivation() }}
),

counted as (
    {%- for measure, said in counts.items() %}
    {{ 'union all' if not loop.first }}
    select
        {{ area }},
        '{{ measure }}' as measure,
        cast({{ measure }} as double) as value,
        {{ said.lower_95 }} as lower_95,
        {{ said.upper_95 }} as upper_95,
        '{{ said.unit }}' as unit
    from areas
    {%- endfor %}
),

of_agencies as (
    select
        areas.area_type,
        areas.boundary_vintage,
        areas.area_code,
        areas.area_name,
        areas.risk,
        late_costs.agency,
        areas.expected_count * late_costs.outcome_cost_gbp as value
    from areas
    inner join late_costs on areas.risk = late_costs.risk
),

judged as (
    {%- for measure, unit in results.items() %}
    {{ 'union all' if not loop.first }}
    select
        {{ area }},
        intervention_id,
        '{{ measure }}' as measure,
        max({{ measure }}) filter (where scenario = 'central') as value,
        percentile_cont(0.025) within group (
            order by case when scenario = 'draw' then {{ measure }} end
        ) as lower_95,
        percentile_cont(0.975) within group (
            order by case when scenario = 'draw' then {{ measure }} end
        ) as upper_95,
        '{{ unit }}' as unit
    from cases
    group by {{ area }}, intervention_id
    {%- endfor %}
    union all
    select
        {{ area }},
        intervention_id,
        'probability_of_net_benefit' as measure,
        avg(case when net_benefit_gbp > 0 then 1.0 else 0.0 end) filter (
            where scenario = 'draw' and net_benefit_gbp is not null
        ) as value,
        cast(null as double) as lower_95,
        cast(null as double) as upper_95,
        'probability' as unit
    from cases
    group by {{ area }}, intervention_id
),

sensitivity as (
    select
        {{ area }},
        intervention_id,
        'net_benefit_at_' || scenario || '_gbp' as measure,
        varied as assumption,
        net_benefit_gbp as value
    from cases
    where scenario in ('low', 'high')
),

central as (
    select
        cases.*,
        deprivation.imd_2019_score
    from cases
    inner join deprivation
        on
            cases.boundary_vintage = deprivation.boundary_vintage
            and cases.area_code = deprivation.area_code
    where
        cases.scenario = 'central'
        and cases.area_type = 'ward'
        and cases.net_benefit_gbp is not null
),

ranked as (
    select
        *,
        rank() over (
            partition by boundary_vintage, intervention_id
            order by net_benefit_gbp desc
        ) as rank_by_benefit,
        rank() over (
            partition by boundary_vintage, intervention_id
            order by imd_2019_score desc
        ) as rank_by_equity
    from central
),

claimed as (
    select distinct
        areas.area_type,
        areas.boundary_vintage,
        areas.area_code,
        areas.area_name,
        case_assumptions.value,
        case_assumptions.source
    from areas
    cross join case_assumptions
    where
        areas.area_type = 'district'
        and case_assumptions.assumption = 'programme_claim'
),

rows_of_all as (
    select
        {{ area }},
        cast(null as varchar) as intervention_id,
        measure,
        'all' as agency,
        cast(null as varchar) as assumption,
        value,
        lower_95,
        upper_95,
        unit,
        cast(null as varchar) as remark
    from counted
    union all
    select
        {{ area }},
        cast(null as varchar) as intervention_id,
        'late_cost_gbp' as measure,
        agency,
        cast(null as varchar) as assumption,
        value,
        cast(null as double) as lower_95,
        cast(null as double) as upper_95,
        'pounds' as unit,
        cast(null as varchar) as remark
    from of_agencies
    union all
    select
        {{ area }},
        intervention_id,
        measure,
        'all' as agency,
        cast(null as varchar) as assumption,
        value,
        lower_95,
        upper_95,
        unit,
        cast(null as varchar) as remark
    from judged
    where risk is not null or measure <> 'late_cost_gbp'
    union all
    select
        {{ area }},
        intervention_id,
        measure,
        'all' as agency,
        assumption,
        value,
        cast(null as double) as lower_95,
        cast(null as double) as upper_95,
        'pounds' as unit,
        cast(null as varchar) as remark
    from sensitivity
    {%- for order in ['rank_by_benefit', 'rank_by_equity'] %}
    union all
    select
        {{ area }},
        intervention_id,
        '{{ order }}' as measure,
        'all' as agency,
        cast(null as varchar) as assumption,
        cast({{ order }} as double) as value,
        cast(null as double) as lower_95,
        cast(null as double) as upper_95,
        'rank' as unit,
        cast(null as varchar) as remark
    from ranked
    {%- endfor %}
    union all
    select
        area_type,
        boundary_vintage,
        area_code,
        area_name,
        cast(null as varchar) as risk,
        cast(null as varchar) as intervention_id,
        'programme_claim_gbp' as measure,
        'all' as agency,
        cast(null as varchar) as assumption,
        value,
        cast(null as double) as lower_95,
        cast(null as double) as upper_95,
        'pounds' as unit,
        source as remark
    from claimed
),

commissioning_case as (
    select
        boundary_vintage,
        area_code as ward_code,
        area_name as ward_name,
        risk,
        intervention_id,
        measure,
        agency,
        assumption,
        round(value, 3) as value,
        round(lower_95, 3) as lower_95,
        round(upper_95, 3) as upper_95,
        unit,
        coalesce(remark, case when value is null then 'c' end) as note
    from rows_of_all
)

select * from commissioning_case
