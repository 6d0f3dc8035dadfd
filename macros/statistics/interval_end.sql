{#- One end of the interval of a proportion (Wilson) or of a rate (Byar), for one of the
    denominator; NULL when a number is unknown or the denominator is 0.
    end: lower or upper; statistic: an expression that is proportion or rate; numerator,
    denominator: numeric expressions; confidence: 95 or 99.8 (per cent). -#}
{% macro interval_end(end, statistic, numerator, denominator, confidence) -%}
    {%- set wilson = wilson_lower if end == 'lower' else wilson_upper -%}
    {%- set byar = byar_lower if end == 'lower' else byar_upper -%}
    case
        when {{ statistic }} = 'proportion'
            then {{ wilson(numerator, denominator, confidence) }}
        else
            {{ byar(numerator, confidence) }} / nullif({{ denominator }}, 0)
    end
{%- endmacro %}
