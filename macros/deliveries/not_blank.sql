{#- Trimmed text; NULL for blank. -#}
{% macro not_blank(column) -%}
    nullif(trim({{ column }}), '')
{%- endmacro %}
