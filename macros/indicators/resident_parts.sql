{#- A query: the residents of each small area and period as parts of an indicator, below
    the line alone; see indicator_rows(). It reads the CTEs periods, as of
    finished_periods(), and residents, as lnk_indicators__residents.
    indicator: its id; period_type: as there; ages: [youngest, oldest], or none; sex: F or M,
    or none. -#}
{% macro resident_parts(indicator, period_type, ages=none, sex=none) -%}
    select
        '{{ indicator }}' as indicator_id,
        of_age.lsoa_code,
        periods.period_type,
        periods.period_start_on,
        periods.period_end_on,
        0 as numerator,
        of_age.resident_count as denominator,
        0 as person_count
    from periods
    inner join (
        select
            resident_on,
            lsoa_code,
            sum(resident_count) as resident_count
        from residents
        where resident_count > 0 {{ is_of_group(ages, sex) }}
        group by resident_on, lsoa_code
    ) as of_age
        on periods.resident_on = of_age.resident_on
    where periods.period_type = '{{ period_type }}'
{%- endmacro %}
