with observations as (
    select * from {{ ref('lnk_indicators__observations') }}
),

areas as (
    select * from {{ ref('lnk_indicators__areas') }}
),

-- the inner join leaves out who is known to live outside the district
counts as (
    select
        areas.area_type,
        areas.boundary_vintage,
        areas.area_code,
        areas.area_name,
        observations.indicator_id,
        observations.period_type,
        observations.period_start_on,
        observations.period_end_on,
        -- parts of people and answers add up to the same in whatever order
        round(sum(observations.numerator), 6) as numerator,
        round(sum(observations.denominator), 6) as denominator,
        round(sum(observations.person_count), 6) as person_count
    from observations
    inner join areas
        on coalesce(observations.lsoa_code, 'not_placed') = areas.place
    group by
        areas.area_type,
        areas.boundary_vintage,
        areas.area_code,
        areas.area_name,
        observations.indicator_id,
        observations.period_type,
        observations.period_start_on,
        observations.period_end_on
)

select * from counts
