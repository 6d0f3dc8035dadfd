with areas as (
    select * from {{ ref('lnk_indicators__areas') }}
),

geography_deprivation as (
    select * from {{ ref('geography_deprivation') }}
),

dim_areas as (
    select
        {{ area_key('areas') }} as area_key,
        areas.area_type,
        areas.boundary_vintage,
        areas.area_code,
        areas.area_name,
        case when areas.area_type = 'district' then 'E10000012' else 'E07000066' end
            as parent_code,
        case when areas.area_type = 'district' then 'Essex' else 'Basildon' end
            as parent_name,
        count(geography_deprivation.lsoa_code) as small_area_count,
        cast(sum(geography_deprivation.population_mid_2019) as bigint)
            as population_mid_2019,
        round(
            sum(
                geography_deprivation.imd_2019_score
                * geography_deprivation.population_mid_2019
            ) / sum(geography_deprivation.population_mid_2019),
            2
        ) as imd_2019_score
    from areas
    left join geography_deprivation on areas.place = geography_deprivation.lsoa_code
    group by
        areas.area_type,
        areas.boundary_vintage,
        areas.area_code,
        areas.area_name
)

select * from dim_areas
