{#- One bound of the Wilson score interval; see wilson_lower and wilson_upper.
    side: '-' for the lower bound, '+' for the upper. The lower one is written without a
    difference: of nobody it is 0, and not a little less. -#}
{% macro wilson_bound(numerator, denominator, side, confidence) -%}
    {%- set z = normal_quantile(confidence) -%}
    {%- set spread -%}
        {{ z }} * sqrt(
            {{ z }} * {{ z }}
            + 4.0 * {{ numerator }}
            * (1.0 - cast({{ numerator }} as double) / {{ denominator }})
        )
    {%- endset -%}
    case
        when {{ denominator }} > 0 then
            {%- if side == '-' %}
            2.0 * cast({{ numerator }} as double) * {{ numerator }} / {{ denominator }}
            / (2.0 * {{ numerator }} + {{ z }} * {{ z }} + {{ spread }})
            {%- else %}
            (2.0 * {{ numerator }} + {{ z }} * {{ z }} + {{ spread }})
            / (2.0 * ({{ denominator }} + {{ z }} * {{ z }}))
            {%- endif %}
    end
{%- endmacro %}
