with areas as (
    select * from {{ ref('lnk_commissioning__areas') }}
),

scenarios as (
    select * from {{ ref('lnk_commissioning__scenarios') }}
),

of_interventions as (
    select
        areas.area_type,
        areas.boundary_vintage,
        areas.area_code,
        areas.area_name,
        areas.risk,
        scenarios.intervention_id,
        scenarios.scenario,
        scenarios.varied,
        areas.expected_count * scenarios.outcome_cost_gbp as late_cost_gbp,
        areas.households_at_risk * scenarios.reach as participant_count,
        areas.households_at_risk * scenarios.avoided_per_household as avoided_count,
        areas.households_at_risk * scenarios.cost_per_household_gbp as cost_gbp,
        areas.households_at_risk * scenarios.avoided_per_household
        * scenarios.avoided_cost_gbp as benefit_gbp
    from areas
    inner join scenarios on areas.risk = scenarios.risk
),

-- all interventions together, in the same draw of each
of_all as (
    select
        area_type,
        boundary_vintage,
        area_code,
        min(area_name) as area_name,
        cast(null as varchar) as risk,
        cast(null as varchar) as intervention_id,
        scenario,
        varied,
        cast(null as double) as late_cost_gbp,
        round(sum(participant_count), 4) as participant_count,
        round(sum(avoided_count), 4) as avoided_count,
        round(sum(cost_gbp), 4) as cost_gbp,
        round(sum(benefit_gbp), 4) as benefit_gbp
    from of_interventions
    where area_type = 'district' and scenario in ('central', 'draw')
    group by area_type, boundary_vintage, area_code, scenario, varied
),

cases as (
    select * from of_interventions
    union all
    select * from of_all
),

cases_with_net as (
    select
        *,
        benefit_gbp - cost_gbp as net_benefit_gbp
    from cases
)

select * from cases_with_net
