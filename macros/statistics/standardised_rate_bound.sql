{#- One bound of the interval of a directly standardised rate, as an aggregate over age
    groups; NULL with fewer than 10 events.
    side: '-' for the lower bound, '+' for the upper; the rest as standardised_rate().
    Source: Dobson and others (1991), Statistics in Medicine 10, 457-462, with Byar's
    interval of the number of events. -#}
{% macro standardised_rate_bound(numerator, denominator, standard, side, confidence=95) -%}
    {%- set events = 'sum(cast(' ~ numerator ~ ' as double))' -%}
    {{ standardised_rate(numerator, denominator, standard) }}
    + sqrt(
        sum(
            cast({{ numerator }} as double)
            * ({{ standard }} / cast({{ denominator }} as double))
            * ({{ standard }} / cast({{ denominator }} as double))
        ) / nullif({{ events }}, 0)
    ) / sum({{ standard }})
    * ({{ byar_bound(events, side, confidence) }} - {{ events }})
{%- endmacro %}
