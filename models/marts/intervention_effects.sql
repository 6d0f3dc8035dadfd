with effects as (
    select * from {{ ref('lnk_evaluation__effects') }}
),

intervention_starts as (
    select * from {{ ref('intervention_starts') }}
),

indicator_definitions as (
    select * from {{ ref('indicator_definitions') }}
),

intervention_effects as (
    select
        intervention_starts.intervention_id,
        intervention_starts.intervention_name,
        intervention_starts.boundary_vintage,
        intervention_starts.ward_code,
        intervention_starts.started_on,
        intervention_starts.indicator_id,
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
    from intervention_starts
    left join effects
        on intervention_starts.intervention_id = effects.intervention
    inner join indicator_definitions
        on intervention_starts.indicator_id = indicator_definitions.indicator_id
)

select * from intervention_effects
