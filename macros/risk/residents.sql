{#- Residents on an index date, as known then: everybody whom a partner had seen at an
    address within the last five years. One row per person and index date, with sex,
    ethnic_group, age_years and, of the index date, horizon_ends_on and outcomes_known_on.
    risk: as in the register. -#}
{% macro residents(risk) -%}
    select
        people.person_id,
        index_dates.index_date,
        people.sex,
        people.ethnic_group,
        cast(floor(
            (
                12 * (extract(year from index_dates.index_date) - people.birth_year)
                + extract(month from index_dates.index_date) - people.birth_month
            ) / 12.0
        ) as integer) as age_years,
        index_dates.horizon_ends_on,
        index_dates.outcomes_known_on
    from {{ ref('lnk_people__people') }} as people
    inner join {{ ref('lnk_people__sightings') }} as sightings
        on people.person_id = sightings.person_id
    inner join {{ ref('risk_register__index_dates') }} as index_dates
        on
            index_dates.index_date >= sightings.known_on
            and index_dates.index_date >= sightings.observed_on
            and sightings.observed_on >= index_dates.index_date - interval '5' year
    where
        index_dates.risk = '{{ risk }}'
        and people.birth_year is not null
    group by all
{%- endmacro %}
