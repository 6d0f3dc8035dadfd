{#- The number of standard errors on either side of an interval, as text for SQL.
    confidence: 95 or 99.8 (per cent); anything else raises a compiler error. -#}
{% macro normal_quantile(confidence) -%}
    {%- set quantiles = {'95': '1.959963984540054', '99.8': '3.090232306167813'} -%}
    {%- if confidence | string not in quantiles -%}
        {{ exceptions.raise_compiler_error(
            "normal_quantile: confidence must be 95 or 99.8, not " ~ confidence
        ) }}
    {%- endif -%}
    {{ quantiles[confidence | string] }}
{%- endmacro %}
