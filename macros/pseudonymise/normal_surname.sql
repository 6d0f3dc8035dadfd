{#- The whole surname in A–Z without spaces and punctuation; NULL for blank and UNKNOWN. -#}
{% macro normal_surname(text) -%}
    {%- set name = replace_all(fold_to_ascii(text), '[^A-Z]', '') -%}
    case when {{ name }} not in ('', 'UNKNOWN', 'NOTKNOWN', 'NK', 'NA') then {{ name }} end
{%- endmacro %}
