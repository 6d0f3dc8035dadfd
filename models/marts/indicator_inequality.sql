with published as (
    select * from {{ ref('lnk_indicators__published') }}
    where area_type = 'deprivation_fifth'
),

people as (
    select
        areas.area_code,
        sum(deprivation.population_mid_2019) as population
    from {{ ref('lnk_indicators__areas') }} as areas
    inner join {{ ref('geography_deprivation') }} as deprivation
        on areas.place = deprivation.lsoa_code
    where areas.area_type = 'deprivation_fifth'
    group by areas.area_code
),

-- the middle of each fifth among all people, from the most deprived
ranked as (
    select
        area_code,
        (
            sum(population) over (order by area_code asc) - population / 2.0
        ) / sum(population) over () as middle
    from people
),

judged as (
    select
        published.indicator_id,
        published.period_type,
        published.period_start,
        published.period_end,
        published.area_code,
        published.unit,
        published.value,
        -- as wide as the interval says
        (published.upper_95 - published.lower_95)
        / (2 * {{ normal_quantile(95) }}) as error,
        ranked.middle
    from published
    inner join ranked on published.area_code = ranked.area_code
),

sloped as (
    select
        indicator_id,
        period_type,
        period_start,
        period_end,
        min(unit) as unit,
        count(value) as fifth_count,
        max(value) filter (where area_code = 'fifth_1') as most_deprived_value,
        max(value) filter (where area_code = 'fifth_5') as least_deprived_value,
        {{ slope_index('value', 'middle', 'error') }} as slope_index,
        {{ slope_index_error('middle', 'error') }} as slope_error
    from judged
    where value is null or error > 0
    group by indicator_id, period_type, period_start, period_end
),

indicator_inequality as (
    select
        indicator_id,
        period_type,
        period_start,
        period_end,
        unit,
        most_deprived_value,
        least_deprived_value,
        most_deprived_value - least_deprived_value as gap,
        most_deprived_value / nullif(least_deprived_value, 0) as ratio,
        case when fifth_count = 5 then round(slope_index, 4) end as slope_index,
        case
            when fifth_count = 5
                then round(slope_index - {{ normal_quantile(95) }} * slope_error, 4)
        end as lower_95,
        case
            when fifth_count = 5
                then round(slope_index + {{ normal_quantile(95) }} * slope_error, 4)
        end as upper_95,
        case when fifth_count < 5 then 'c' end as note
    from sloped
)

select * from indicator_inequality
