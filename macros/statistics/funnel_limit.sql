{#- One limit of a funnel of proportions, between 0 and 1: how far the proportion of an area
    of this size may lie from the average by chance alone.
    average: the proportion of all areas together; denominator: of the area (numeric
    expressions); side: '-' for the lower limit, '+' for the upper; confidence: 95 or 99.8
    (per cent). Source: Wilson limits solved for the observed proportion, as in the funnel
    plot tool of the Office for Health Improvement and Disparities. -#}
{% macro funnel_limit(average, denominator, side, confidence=95) -%}
    {%- set z2 = '(' ~ normal_quantile(confidence) ~ ' * ' ~ normal_quantile(confidence) ~ ')'
    -%}
    {%- set n = 'cast(' ~ denominator ~ ' as double)' -%}
    {%- set middle = '(' ~ average ~ ' * (' ~ n ~ ' / ' ~ z2 ~ ' + 1))' -%}
    {%- set curve = '(1 / ' ~ z2 ~ ' + 1 / nullif(' ~ n ~ ', 0))' -%}
    least(1.0, greatest(0.0, (
        {{ middle }} {{ side }} sqrt(
            {{ middle }} * {{ middle }}
            - {{ curve }} * {{ average }} * (
                {{ n }} * ({{ average }} * ({{ n }} / {{ z2 }} + 2) - 1)
                + {{ z2 }} * ({{ average }} - 1)
            )
        )
    ) / {{ curve }} / nullif({{ n }}, 0)))
{%- endmacro %}
