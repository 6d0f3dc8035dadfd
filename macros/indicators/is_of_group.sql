{#- Further conditions, each after an `and`, that a row with age_years and sex is of a group;
    none for everybody.
    ages: [youngest, oldest], or none; sex: F or M, or none. -#}
{% macro is_of_group(ages, sex) -%}
    {%- if ages %} and age_years between {{ ages | join(' and ') }}{% endif -%}
    {%- if sex %} and sex = '{{ sex }}'{% endif -%}
{%- endmacro %}
