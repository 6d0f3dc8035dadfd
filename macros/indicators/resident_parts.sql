{#- A query: the residents of each small area and period as parts of an indicator, below
    the line alone; see indicator_rows().
    periods: a CTE as finished_periods(); residents: one as lnk_indicators__residents. -#}
{% macro resident_parts(periods, residents) -%}
    select
        {{ residents }}.lsoa_code,
        {{ periods }}.period_start_on,
        {{ periods }}.period_end_on,
        0 as numerator,
        {{ residents }}.resident_count as denominator,
        0 as person_count
    from {{ periods }}
    inner join {{ residents }} on {{ periods }}.resident_on = {{ residents }}.resident_on
{%- endmacro %}
