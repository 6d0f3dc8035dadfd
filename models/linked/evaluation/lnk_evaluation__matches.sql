{#- so many wards that are most alike before the start are compared with -#}
{%- set match_count = 8 -%}
with panel as (
    select * from {{ ref('lnk_evaluation__panel') }}
    where not is_after
),

deprivation as (
    {{ ward_deprivation() }}
),

numbered as (
    select
        *,
        dense_rank() over (
            partition by intervention
            order by period_start
        ) as period_number
    from panel
),

-- level and slope before the start
wards as (
    select
        numbered.intervention,
        numbered.area_code,
        numbered.area_name,
        numbered.is_treated,
        max(deprivation.imd_2019_score) as imd_2019_score,
        avg(numbered.value) as level_before,
        (
            count(*) * sum(numbered.period_number * numbered.value)
            - sum(numbered.period_number) * sum(numbered.value)
        ) / nullif(
            count(*) * sum(numbered.period_number * numbered.period_number)
            - sum(numbered.period_number) * sum(numbered.period_number),
            0
        ) as slope_before
    from numbered
    inner join deprivation
        on
            numbered.boundary_vintage = deprivation.boundary_vintage
            and numbered.area_code = deprivation.area_code
    group by
        numbered.intervention,
        numbered.area_code,
        numbered.area_name,
        numbered.is_treated
),

spread as (
    select
        intervention,
        avg(level_before * level_before) - avg(level_before) * avg(level_before)
            as level_variance,
        avg(slope_before * slope_before) - avg(slope_before) * avg(slope_before)
            as slope_variance,
        avg(imd_2019_score * imd_2019_score) - avg(imd_2019_score) * avg(imd_2019_score)
            as score_variance
    from wards
    group by intervention
),

-- what is begun in several wards is compared with their mean
treated as (
    select
        intervention,
        avg(imd_2019_score) as imd_2019_score,
        avg(level_before) as level_before,
        avg(slope_before) as slope_before
    from wards
    where is_treated
    group by intervention
),

distances as (
    select
        untreated.intervention,
        untreated.area_code,
        untreated.area_name,
        round(sqrt(
            power(untreated.level_before - treated.level_before, 2)
            / nullif(spread.level_variance, 0)
            + coalesce(
                power(untreated.slope_before - treated.slope_before, 2)
                / nullif(spread.slope_variance, 0),
                0
            )
            + power(untreated.imd_2019_score - treated.imd_2019_score, 2)
            / nullif(spread.score_variance, 0)
        ), 6) as distance
    from wards as untreated
    inner join treated on untreated.intervention = treated.intervention
    inner join spread on untreated.intervention = spread.intervention
    where not untreated.is_treated
),

matches as (
    select
        intervention,
        area_code,
        area_name,
        distance,
        row_number() over (
            partition by intervention
            order by distance asc, area_code asc
        ) <= {{ match_count }} as is_matched
    from distances
)

select * from matches
