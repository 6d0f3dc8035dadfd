{#- One bound of the Wilson score interval; see wilson_lower and wilson_upper.
    side: '-' for the lower bound, '+' for the upper. -#}
{% macro wilson_bound(numerator, denominator, side, confidence) -%}
    {%- set z = normal_quantile(confidence) -%}
    case
        when {{ denominator }} > 0 then
            (
                2.0 * {{ numerator }} + {{ z }} * {{ z }}
                {{ side }} {{ z }} * sqrt(
                    {{ z }} * {{ z }}
                    + 4.0 * {{ numerator }}
                    * (1.0 - cast({{ numerator }} as double) / {{ denominator }})
                )
            ) / (2.0 * ({{ denominator }} + {{ z }} * {{ z }}))
    end
{%- endmacro %}
