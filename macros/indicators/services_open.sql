{#- A query: what was open of the community services on the last day of each school year, as
    known then, as parts of an indicator per resident; see indicator_rows(). It reads the
    CTEs periods, as of finished_periods(), and services, as
    stg_voluntary_sector__services. It is about places: who runs a service has published it.
    indicator: its id; counted: what a service counts for, an expression on services. -#}
{% macro services_open(indicator, counted) -%}
    select
        '{{ indicator }}' as indicator_id,
        services.lsoa_code,
        periods.period_type,
        periods.period_start_on,
        periods.period_end_on,
        {{ counted }} as numerator,
        0 as denominator,
        0 as person_count
    from periods
    inner join services
        on
            {{ is_known_on('services', 'periods.period_end_on') }}
            and (
                services.closed_on is null
                or services.closed_on > periods.period_end_on
            )
{%- endmacro %}
