{#- A query: people where they lived on the 1 September of a period, with lsoa_code (NULL when
    nobody had seen them at an address in five years), is_resident (somebody had) and, where
    ages or sexes matter, age_years and sex. It reads homes by itself, each
    time only the columns that it needs.
    counted: a CTE with person_id and resident_on; has_traits: whether ages or sexes matter. -#}
{% macro placed_people(counted, has_traits=false) -%}
    select
        {{ counted }}.*,
        case
            when homes.observed_on >= homes.home_on - interval '5' year
                then homes.lsoa_code
        end as lsoa_code,
        coalesce(homes.observed_on >= homes.home_on - interval '5' year, false)
            as is_resident
        {%- if has_traits %},
        {{ age_in_years('people', counted ~ '.resident_on') }} as age_years,
        people.sex
        {%- endif %}
    from {{ counted }}
    {%- if has_traits %}
    left join {{ ref('lnk_people__people') }} as people
        on {{ counted }}.person_id = people.person_id
    {%- endif %}
    left join {{ ref('lnk_people__homes_by_date') }} as homes
        on
            {{ counted }}.person_id = homes.person_id
            and {{ counted }}.resident_on = homes.home_on
{%- endmacro %}
