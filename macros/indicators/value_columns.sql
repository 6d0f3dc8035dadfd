{#- A column for each of several indicators, as aggregates over rows of them.
    indicators: their ids; value: what the row says of its indicator. -#}
{% macro value_columns(indicators, value) -%}
    {%- for indicator in indicators %}
        max({{ value }}) filter (where indicator_id = '{{ indicator }}') as {{ indicator }}
        {{- ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
