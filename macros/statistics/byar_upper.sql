{#- Upper bound of the interval of a count of events; see byar_lower. -#}
{% macro byar_upper(count, confidence=95) -%}
    {{ byar_bound(count, '+', confidence) }}
{%- endmacro %}
