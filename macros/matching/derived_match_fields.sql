{#- What match keys are made of: each field's name and the expression that derives it from
    the identity fields. Returns a dict. -#}
{% macro derived_match_fields() %}
    {{ return({
        'forename': 'forename',
        'surname': 'surname',
        'date_of_birth': 'date_of_birth',
        'sex': 'sex',
        'postcode': 'postcode',
        'nhs_number': 'nhs_number',
        'upn': 'upn',
        'nino': 'nino',
        'person_number': 'person_number',
        'address': "postcode || ' ' || address_line",
        'outward': "split_part(postcode, ' ', 1)",
        'birth_year': 'substr(date_of_birth, 1, 4)',
        'birth_month': 'substr(date_of_birth, 6, 2)',
        'birth_day': 'substr(date_of_birth, 9, 2)',
        'forename_initial': 'substr(forename, 1, 1)',
        'surname_initial': 'substr(surname, 1, 1)',
        'forename_sound': soundex('forename'),
        'surname_sound': soundex('surname'),
        'sorted_names': "least(forename, surname) || ' ' || greatest(forename, surname)",
        'initials': "coalesce(initials, substr(forename, 1, 1) || substr(surname, 1, 1))",
    }) }}
{% endmacro %}
