{#- The rows of indicators as lnk_indicators__observations reads them.
    parts: a CTE with indicator_id, lsoa_code, period_type (of lnk_indicators__periods),
    period_start_on, period_end_on, numerator, denominator and person_count, to be added up,
    and rounded, so that parts of people come to the same in whatever order. -#}
{% macro indicator_rows(parts) -%}
select
    indicator_id,
    lsoa_code,
    period_type,
    period_start_on,
    period_end_on,
    round(cast(sum(numerator) as double), 6) as numerator,
    round(cast(sum(denominator) as double), 6) as denominator,
    round(cast(sum(person_count) as double), 6) as person_count
from {{ parts }}
group by indicator_id, lsoa_code, period_type, period_start_on, period_end_on
{%- endmacro %}
