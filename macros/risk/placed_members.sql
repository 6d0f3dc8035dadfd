{#- CTEs that add to the members of a cohort where they lived on the index date, as known
    then; the last is `placed`, with the members' columns and household_id, lsoa_code,
    ward_code (from 2024), imd_2019_decile and imd_2019_score. Who lives in another district
    is left out; who cannot be placed is not.
    members: a CTE with person_id and index_date. -#}
{% macro placed_members(members) -%}
residences as (
    select * from {{ ref('lnk_people__residences') }}
),

memberships as (
    select * from {{ ref('lnk_households__memberships') }}
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

homes as (
    {{ spell_at_index_date(members, 'residences', 'lsoa_code') }}
),

households as (
    {{ spell_at_index_date(members, 'memberships', 'household_id') }}
),

placed as (
    select
        {{ members }}.*,
        households.household_id,
        homes.lsoa_code,
        wards.ward_code,
        geography_deprivation.imd_2019_decile,
        geography_deprivation.imd_2019_score
    from {{ members }}
    left join homes
        on
            {{ members }}.person_id = homes.person_id
            and {{ members }}.index_date = homes.index_date
    left join households
        on
            {{ members }}.person_id = households.person_id
            and {{ members }}.index_date = households.index_date
    left join geography_deprivation
        on homes.lsoa_code = geography_deprivation.lsoa_code
    left join wards on homes.lsoa_code = wards.lsoa_code
    where
        homes.lsoa_code is null
        or geography_deprivation.lsoa_code is not null
)
{%- endmacro %}
