{#- Upper bound of the Wilson score interval of a proportion, between 0 and 1; NULL when
    the denominator is 0 or unknown.
    numerator, denominator: numeric expressions, 0 <= numerator <= denominator, whole or
    expected numbers; confidence: 95 or 99.8 (per cent).
    Source: Wilson (1927), Journal of the American Statistical Association 22, 209-212;
    as in Public Health England's technical guide on confidence intervals (2018). -#}
{% macro wilson_upper(numerator, denominator, confidence=95) -%}
    {{ wilson_bound(numerator, denominator, '+', confidence) }}
{%- endmacro %}
