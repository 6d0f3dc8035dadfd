with published as (
    select * from {{ ref('lnk_indicators__published') }}
    where area_type = 'ward' and area_code <> 'not_placed'
),

newest as (
    {{ newest_figures('published') }}
),

ward_profile as (
    select
        boundary_vintage,
        area_code as ward_code,
        min(area_name) as ward_name,
        {{ value_columns(indicator_columns(), 'value') }}
    from newest
    group by boundary_vintage, area_code
)

select * from ward_profile
