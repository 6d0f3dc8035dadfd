{#- A query: the index of multiple deprivation of 2019 of each ward of either vintage, as
    its residents' mean. Columns: boundary_vintage, area_code, imd_2019_score. -#}
{% macro ward_deprivation() -%}
    select
        small_areas.boundary_vintage,
        small_areas.ward_code as area_code,
        sum(deprivation.imd_2019_score * deprivation.population_mid_2019)
        / sum(deprivation.population_mid_2019) as imd_2019_score
    from {{ ref('geography_small_areas') }} as small_areas
    inner join {{ ref('geography_deprivation') }} as deprivation
        on small_areas.lsoa_code = deprivation.lsoa_code
    group by small_areas.boundary_vintage, small_areas.ward_code
{%- endmacro %}
