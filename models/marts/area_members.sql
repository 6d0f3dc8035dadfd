with areas as (
    select * from {{ ref('lnk_indicators__areas') }}
),

area_members as (
    select
        area_type,
        boundary_vintage,
        area_code,
        place as lsoa_code
    from areas
)

select * from area_members
