with geography_small_areas as (
    select * from {{ ref('geography_small_areas') }}
),

geography_deprivation as (
    select * from {{ ref('geography_deprivation') }}
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
    select * from district
)

select * from areas
