{#- The number of standard errors on either side of an interval, as text for SQL.
    confidence: 95 or 99.8 (per cent); anything else raises a compiler error. With an
    exponent it is a double: a decimal of as many digits would leave no room for a count
    of millions. -#}
{% macro normal_quantile(confidence) -%}
    {%- set quantiles = {'95': '1.959963984540054e0', '99.8': '3.090232306167813e0'} -%}
    {%- if confidence | string not in quantiles -%}
        {{ exceptions.raise_compiler_error(
            "normal_quantile: confidence must be 95 or 99.8, not " ~ confidence
        ) }}
    {%- endif -%}
    {{ quantiles[confidence | string] }}
{%- endmacro %}
