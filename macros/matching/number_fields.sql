{#- The identity fields that are numbers of a person. -#}
{% macro number_fields() %}
    {{ return(['nhs_number', 'upn', 'nino', 'person_number']) }}
{% endmacro %}
