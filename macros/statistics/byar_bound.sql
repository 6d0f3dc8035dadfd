{#- One bound of an interval of a count; see byar_lower and byar_upper.
    side: '-' for the lower bound, '+' for the upper. -#}
{% macro byar_bound(count, side, confidence) -%}
    {#- Poisson limits of counts 0 to 9: chi-squared quantiles with twice the count
        (lower) or twice the count and two (upper) degrees of freedom, halved -#}
    {%- set exact = {
        '95-': [
            0.0, 0.02531780798429, 0.24220927854396, 0.6186721228956,
            1.0898653736263, 1.6234863901184, 2.2018942534909, 2.8143630515199,
            3.4538321767485, 4.1153730973783,
        ],
        '95+': [
            3.6888794541139, 5.5716433909389, 7.224687667724, 8.7672730697423,
            10.241588675404, 11.668332079323, 13.059474022519, 14.422675361702,
            15.763189220193, 17.084803451419,
        ],
        '99.8-': [
            0.0, 0.0010005003335835, 0.04540201776949, 0.1905333775684,
            0.42855241362842, 0.73937173191784, 1.1071046602556, 1.5203362603988,
            1.9708139217404, 2.4524244043638,
        ],
        '99.8+': [
            6.9077552789821, 9.2334134764516, 11.228872242413, 13.062240779188,
            14.794149222537, 16.45474520368, 18.061636840199, 19.626177395384,
            21.15619816584, 22.657373309063,
        ],
    }[confidence ~ side] -%}
    {%- set z = normal_quantile(confidence) -%}
    {%- set point = count if side == '-' else '(' ~ count ~ ' + 1)' -%}
    case
        {%- for bound in exact %}
        when {{ count }} = {{ loop.index0 }} then {{ double_literal(bound | string) }}
        {%- endfor %}
        when {{ count }} >= 0 then
            {{ point }} * pow(
                1.0 - 1.0 / (9.0 * {{ point }})
                {{ side }} {{ z }} / (3.0 * sqrt({{ point }})),
                3
            )
    end
{%- endmacro %}
