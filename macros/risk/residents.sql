{#- Residents on an index date, as known then: everybody whom a partner had seen at an
    address within the last five years. One row per person and index date, with sex,
    ethnic_group, age_years and, of the index date, horizon_ends_on and outcomes_known_on.
    risk: as in the register. -#}
{% macro residents(risk) -%}
    select
        seen.person_id,
        seen.index_date,
        traits.sex,
        traits.ethnic_group,
        cast(floor(
            (
                12 * (extract(year from seen.index_date) - traits.birth_year)
                + extract(month from seen.index_date) - traits.birth_month
            ) / 12.0
        ) as integer) as age_years,
        seen.horizon_ends_on,
        seen.outcomes_known_on
    from (
        select
            homes.person_id,
            index_dates.index_date,
            index_dates.horizon_ends_on,
            index_dates.outcomes_known_on
        from {{ ref('lnk_people__homes_by_date') }} as homes
        inner join {{ ref('risk_register__index_dates') }} as index_dates
            on
                homes.home_on = index_dates.index_date
                and homes.observed_on >= index_dates.index_date - interval '5' year
        where index_dates.risk = '{{ risk }}'
    ) as seen
    inner join {{ ref('lnk_people__traits') }} as traits
        on
            seen.person_id = traits.person_id
            and {{ is_known_on('traits', 'seen.index_date') }}
    where traits.birth_year is not null
{%- endmacro %}
