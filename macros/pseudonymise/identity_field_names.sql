{#- The fields that can make an identity, in the order in which they are tokenised. -#}
{% macro identity_field_names() %}
    {{ return([
        'forename', 'surname', 'initials', 'date_of_birth', 'sex', 'postcode',
        'address_line', 'uprn', 'nhs_number', 'upn', 'nino', 'person_number',
    ]) }}
{% endmacro %}
