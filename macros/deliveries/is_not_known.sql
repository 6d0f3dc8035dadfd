{#- Whether trimmed text is one of the ways in which partners write a date that is not
    known; such a date is no fault. -#}
{% macro is_not_known(text) -%}
    substr({{ text }}, 1, 10) in ('11/11/1811', '1811-11-11', '01/01/1900', '1900-01-01')
{%- endmacro %}
