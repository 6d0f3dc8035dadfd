{#- CTEs that add to the members of a cohort where they lived on the index date, as known
    then; the last is `placed`, with the members' columns and household_id (who is taken to
    live at one address on the date), lsoa_code, ward_code (from 2024), imd_2019_decile and
    imd_2019_score. Who lives in another district is left out; who cannot be placed is not.
    members: a CTE with person_id and index_date. -#}
{% macro placed_members(members) -%}
homes as (
    select * from {{ ref('lnk_people__homes_by_date') }}
),

geography_deprivation as (
    select * from {{ ref('geography_deprivation') }}
),

wards as (
    select
        lsoa_code,
        ward_code
    from {{ ref('geography_small_areas') }}
    where boundary_vintage = '2024'
),

placed as (
    select
        {{ members }}.*,
        homes.household_id,
        homes.lsoa_code,
        wards.ward_code,
        geography_deprivation.imd_2019_decile,
        geography_deprivation.imd_2019_score
    from {{ members }}
    left join homes
        on
            {{ members }}.person_id = homes.person_id
            and {{ members }}.index_date = homes.home_on
    left join geography_deprivation
        on homes.lsoa_code = geography_deprivation.lsoa_code
    left join wards on homes.lsoa_code = wards.lsoa_code
    where
        homes.lsoa_code is null
        or geography_deprivation.lsoa_code is not null
)
{%- endmacro %}
