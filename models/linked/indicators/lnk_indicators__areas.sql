with geography_small_areas as (
    select * from {{ ref('geography_small_areas') }}
),

geography_deprivation as (
    select * from {{ ref('geography_deprivation') }}
),

geography_own_areas as (
    select * from {{ ref('geography_own_areas') }}
),

wards as (
    select
        'ward' as area_type,
        boundary_vintage,
        ward_code as area_code,
        ward_name as area_name,
        lsoa_code as place
    from geography_small_areas
),

small_areas as (
    select
        'small_area' as area_type,
        '2011' as boundary_vintage,
        lsoa_code as area_code,
        lsoa_name as area_name,
        lsoa_code as place
    from geography_deprivation
),

-- about as many small areas in each, 1 the most deprived
fifths as (
    select
        lsoa_code,
        {{ quantile_of('imd_2019_score', 5) }} as fifth
    from geography_deprivation
),

deprivation_fifths as (
    select
        'deprivation_fifth' as area_type,
        '2019' as boundary_vintage,
        'fifth_' || cast(fifth as varchar) as area_code,
        'Deprivation fifth ' || cast(fifth as varchar) || case
            when fifth = 1 then ' (most deprived)'
            when fifth = 5 then ' (least deprived)'
            else ''
        end as area_name,
        lsoa_code as place
    from fifths
),

own_areas as (
    select
        'own_area' as area_type,
        area_set as boundary_vintage,
        area_code,
        area_name,
        lsoa_code as place
    from geography_own_areas
),

-- who cannot be placed is counted, in a row of its own
not_placed as (
    select distinct
        area_type,
        boundary_vintage,
        'not_placed' as area_code,
        'Not placed' as area_name,
        'not_placed' as place
    from wards
    union all
    select distinct
        area_type,
        boundary_vintage,
        'not_placed' as area_code,
        'Not placed' as area_name,
        'not_placed' as place
    from small_areas
),

placed_or_not as (
    select * from wards
    union all
    select * from small_areas
    union all
    select * from not_placed
),

district as (
    select distinct
        'district' as area_type,
        '2011' as boundary_vintage,
        'E07000066' as area_code,
        'Basildon' as area_name,
        place
    from placed_or_not
),

areas as (
    select * from placed_or_not
    union all
    select * from deprivation_fifths
    union all
    select * from own_areas
    union all
    select * from district
)

select * from areas
