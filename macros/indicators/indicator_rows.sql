{#- The rows of an indicator as lnk_indicators__observations reads them.
    indicator: its id; period_type: of lnk_indicators__periods; parts: a CTE with lsoa_code,
    period_start_on, period_end_on, numerator, denominator and person_count, to be added up. -#}
{% macro indicator_rows(indicator, period_type, parts) -%}
select
    '{{ indicator }}' as indicator_id,
    lsoa_code,
    '{{ period_type }}' as period_type,
    period_start_on,
    period_end_on,
    cast(sum(numerator) as double) as numerator,
    cast(sum(denominator) as double) as denominator,
    cast(sum(person_count) as double) as person_count
from {{ parts }}
group by lsoa_code, period_start_on, period_end_on
{%- endmacro %}
