{#- An indicator of the community services that were open on the last day of a school year,
    as known then, per resident. It is about places: who runs a service has published it.
    One row per small area and year.
    indicator: its id; counted: what a service counts for, an expression on the columns of
    stg_voluntary_sector__services. -#}
{% macro services_open(indicator, counted) -%}
with periods as (
    {{ finished_periods('services', 'academic_year') }}
),

services as (
    select * from {{ ref('stg_voluntary_sector__services') }}
    where status = 'active'
),

residents as (
    select * from {{ ref('lnk_indicators__residents') }}
),

parts as (
    select
        services.lsoa_code,
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
    union all
    {{ resident_parts('periods', 'residents') }}
)

{{ indicator_rows(indicator, 'academic_year', 'parts') }}
{%- endmacro %}
