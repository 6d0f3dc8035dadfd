{#- CTEs that place the people of an indicator where they lived on the 1 September of the
    period; the last is `placed`, with the columns of counted, lsoa_code (NULL when nobody
    had seen them at an address in five years) and is_resident (somebody had).
    counted: a CTE with person_id and resident_on; ages: [youngest, oldest], or none for
    everybody. Who is of another age on that day, or of unknown age where ages matter, is
    left out. -#}
{% macro placed_people(counted, ages=none) -%}
homes as (
    select * from {{ ref('lnk_people__homes_by_date') }}
),

{% if ages -%}
people as (
    select * from {{ ref('lnk_people__people') }}
),

{% endif -%}
placed as (
    select
        {{ counted }}.*,
        case
            when homes.observed_on >= homes.home_on - interval '5' year
                then homes.lsoa_code
        end as lsoa_code,
        coalesce(homes.observed_on >= homes.home_on - interval '5' year, false)
            as is_resident
    from {{ counted }}
    {%- if ages %}
    inner join people on {{ counted }}.person_id = people.person_id
    {%- endif %}
    left join homes
        on
            {{ counted }}.person_id = homes.person_id
            and {{ counted }}.resident_on = homes.home_on
    {%- if ages %}
    where
        {{ age_in_years('people', counted ~ '.resident_on') }}
        between {{ ages[0] }} and {{ ages[1] }}
    {%- endif %}
)
{%- endmacro %}
