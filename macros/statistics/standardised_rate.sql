{#- The directly standardised rate, for one of the standard population, as an aggregate over
    age groups; NULL with fewer than 10 events, when it would say little.
    numerator, denominator: events and people of the age group; standard: people of it in
    the standard population (numeric expressions).
    Source: as standardised_rate_bound(). -#}
{% macro standardised_rate(numerator, denominator, standard) -%}
    case when sum({{ numerator }}) >= 10 then
        sum(cast({{ numerator }} as double) * {{ standard }} / {{ denominator }})
        / sum({{ standard }})
    end
{%- endmacro %}
