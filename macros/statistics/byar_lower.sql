{#- Lower bound of the interval of a count of events, exact below 10 and Byar's
    approximation from there; divide it by the denominator for a rate. NULL when the count
    is unknown.
    count: a numeric expression; confidence: 95 or 99.8 (per cent).
    Source: Breslow and Day (1987), Statistical Methods in Cancer Research II, 69; as in
    Public Health England's technical guide on confidence intervals (2018). -#}
{% macro byar_lower(count, confidence=95) -%}
    {{ byar_bound(count, '-', confidence) }}
{%- endmacro %}
