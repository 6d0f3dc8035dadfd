with intervention_starts as (
    select * from {{ ref('intervention_starts') }}
),

indicator_definitions as (
    select * from {{ ref('indicator_definitions') }}
),

published as (
    select * from {{ ref('lnk_indicators__published') }}
    where area_type = 'ward' and area_code <> 'not_placed'
),

-- wholly before the start, or after it; on the same side of a break as the start
periods as (
    select
        intervention_starts.intervention_id,
        published.boundary_vintage,
        published.area_code,
        published.area_name,
        published.period_start,
        published.value,
        published.area_code = intervention_starts.ward_code as is_treated,
        published.period_start >= intervention_starts.started_on as is_after
    from intervention_starts
    inner join indicator_definitions
        on intervention_starts.indicator_id = indicator_definitions.indicator_id
    inner join published
        on
            intervention_starts.indicator_id = published.indicator_id
            and intervention_starts.boundary_vintage = published.boundary_vintage
    where
        (
            published.period_end < intervention_starts.started_on
            or published.period_start >= intervention_starts.started_on
        )
        and (
            indicator_definitions.comparability_break_on is null
            or (
                published.period_start >= indicator_definitions.comparability_break_on
                and intervention_starts.started_on
                >= indicator_definitions.comparability_break_on
            )
            or (
                published.period_start < indicator_definitions.comparability_break_on
                and intervention_starts.started_on
                < indicator_definitions.comparability_break_on
            )
        )
),

-- a ward with a hidden figure cannot be followed, nor one that is treated otherwise
complete as (
    select
        periods.intervention_id,
        periods.area_code,
        count(periods.value) = count(*) as is_complete
    from periods
    group by periods.intervention_id, periods.area_code
),

treated as (
    select distinct
        intervention_id,
        ward_code
    from intervention_starts
),

panel as (
    select
        periods.intervention_id as intervention,
        periods.area_code,
        periods.boundary_vintage,
        periods.area_name,
        periods.is_treated,
        periods.is_after,
        periods.period_start,
        periods.value
    from periods
    inner join complete
        on
            periods.intervention_id = complete.intervention_id
            and periods.area_code = complete.area_code
    left join treated as other_starts
        on
            periods.area_code = other_starts.ward_code
            and periods.intervention_id <> other_starts.intervention_id
    where
        complete.is_complete
        and (periods.is_treated or other_starts.ward_code is null)
)

select * from panel
