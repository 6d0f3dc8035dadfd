{#- What one pound a year is worth today, paid for some years after some delay, as the sum of
    a geometric series; nothing after the horizon.
    years, delay, rate (a share a year, above 0), horizon (years): numeric expressions.
    Source: HM Treasury, the Green Book, on discounting. -#}
{% macro present_value(years, delay, rate, horizon) -%}
    {%- set counted = 'greatest(0, least(' ~ years ~ ', ' ~ horizon ~ ' - ' ~ delay ~ '))' -%}
    (
        power(1 + {{ rate }}, -({{ delay }}))
        * (1 - power(1 + {{ rate }}, -{{ counted }}))
        / (1 - power(1 + {{ rate }}, -1))
    )
{%- endmacro %}
