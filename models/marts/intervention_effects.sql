with effects as (
    select * from {{ ref('lnk_evaluation__effects') }}
),

intervention_starts as (
    select * from {{ ref('intervention_starts') }}
),

interventions as (
    select
        intervention_id,
        boundary_vintage,
        indicator_id,
        started_on,
        min(intervention_name) as intervention_name,
        {{ joined('ward_code', "' '") }} as ward_codes
    from intervention_starts
    group by intervention_id, boundary_vintage, indicator_id, started_on
),

indicator_definitions as (
    select * from {{ ref('indicator_definitions') }}
),

intervention_effects as (
    select
        interventions.intervention_id,
        interventions.intervention_name,
        interventions.boundary_vintage,
        interventions.ward_codes,
        interventions.started_on,
        interventions.indicator_id,
        indicator_definitions.unit,
        effects.method,
        coalesce(effects.measure, 'effect') as measure,
        round(effects.value, 3) as value,
        round(effects.lower_95, 3) as lower_95,
        round(effects.upper_95, 3) as upper_95,
        case
            when effects.measure is null
                then 'No figures of this indicator are published for these wards.'
            else effects.note
        end as note
    from interventions
    left join effects
        on interventions.intervention_id = effects.intervention
    inner join indicator_definitions
        on interventions.indicator_id = indicator_definitions.indicator_id
)

select * from intervention_effects
