with intervention_starts as (
    select * from {{ ref('intervention_starts') }}
),

indicator_definitions as (
    select * from {{ ref('indicator_definitions') }}
),

small_areas as (
    select * from {{ ref('geography_small_areas') }}
),

published as (
    select * from {{ ref('lnk_indicators__published') }}
    where area_type = 'ward' and area_code <> 'not_placed'
),

-- what is begun in several wards is one intervention
interventions as (
    select
        intervention_id,
        boundary_vintage,
        indicator_id,
        started_on,
        count(*) as ward_count
    from intervention_starts
    group by intervention_id, boundary_vintage, indicator_id, started_on
),

-- wholly before the start, or after it; on the same side of a break as the start
periods as (
    select
        interventions.intervention_id,
        interventions.ward_count,
        published.boundary_vintage,
        published.area_code,
        published.area_name,
        published.period_start,
        published.value,
        treated.ward_code is not null as is_treated,
        published.period_start >= interventions.started_on as is_after
    from interventions
    inner join indicator_definitions
        on interventions.indicator_id = indicator_definitions.indicator_id
    inner join published
        on
            interventions.indicator_id = published.indicator_id
            and interventions.boundary_vintage = published.boundary_vintage
    left join intervention_starts as treated
        on
            interventions.intervention_id = treated.intervention_id
            and published.area_code = treated.ward_code
    where
        -- twelve months of every quarter would count each month four times
        published.period_type <> 'rolling_12_months'
        and (
            published.period_end < interventions.started_on
            or published.period_start >= interventions.started_on
        )
        and (
            indicator_definitions.comparability_break_on is null
            or (
                published.period_start >= indicator_definitions.comparability_break_on
                and interventions.started_on
                >= indicator_definitions.comparability_break_on
            )
            or (
                published.period_start < indicator_definitions.comparability_break_on
                and interventions.started_on
                < indicator_definitions.comparability_break_on
            )
        )
),

-- wards, of either vintage, that share a small area with one that is treated
touched as (
    select distinct
        intervention_starts.intervention_id,
        overlapping.boundary_vintage,
        overlapping.ward_code
    from intervention_starts
    inner join small_areas as treated
        on
            intervention_starts.boundary_vintage = treated.boundary_vintage
            and intervention_starts.ward_code = treated.ward_code
    inner join small_areas as overlapping
        on treated.lsoa_code = overlapping.lsoa_code
),

-- nothing else began in the wards that it is compared with
untouched as (
    select distinct
        periods.intervention_id,
        periods.area_code
    from periods
    left join touched
        on
            periods.boundary_vintage = touched.boundary_vintage
            and periods.area_code = touched.ward_code
    where periods.is_treated or touched.ward_code is null
),

-- the periods in which all treated wards are shown
told as (
    select
        intervention_id,
        period_start,
        count(*) over (partition by intervention_id) as period_count
    from periods
    where is_treated and value is not null
    group by intervention_id, ward_count, period_start
    having count(*) = ward_count
),

-- a ward that is hidden in one of them cannot be followed
complete as (
    select
        periods.intervention_id,
        periods.area_code
    from periods
    inner join told
        on
            periods.intervention_id = told.intervention_id
            and periods.period_start = told.period_start
    group by periods.intervention_id, periods.area_code
    having count(periods.value) = max(told.period_count)
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
    inner join told
        on
            periods.intervention_id = told.intervention_id
            and periods.period_start = told.period_start
    inner join complete
        on
            periods.intervention_id = complete.intervention_id
            and periods.area_code = complete.area_code
    inner join untouched
        on
            periods.intervention_id = untouched.intervention_id
            and periods.area_code = untouched.area_code
)

select * from panel
