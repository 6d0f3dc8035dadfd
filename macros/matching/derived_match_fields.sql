{#- What match keys are made of, derived from the identity fields that a dataset has: each
    field's name and expression. A field that cannot be derived is left out.
    fields: a dict or list of identity fields; they stand in own_<field>. -#}
{% macro derived_match_fields(fields) %}
    {% set derivations = {
        'forename': (['forename'], 'own_forename'),
        'surname': (['surname'], 'own_surname'),
        'date_of_birth': (['date_of_birth'], 'own_date_of_birth'),
        'sex': (['sex'], 'own_sex'),
        'postcode': (['postcode'], 'own_postcode'),
        'nhs_number': (['nhs_number'], 'own_nhs_number'),
        'upn': (['upn'], 'own_upn'),
        'nino': (['nino'], 'own_nino'),
        'person_number': (['person_number'], 'own_person_number'),
        'address_line': (['address_line'], 'own_address_line'),
        'outward': (['postcode'], "split_part(own_postcode, ' ', 1)"),
        'birth_year': (['date_of_birth'], 'substr(own_date_of_birth, 1, 4)'),
        'birth_month': (['date_of_birth'], 'substr(own_date_of_birth, 6, 2)'),
        'birth_day': (['date_of_birth'], 'substr(own_date_of_birth, 9, 2)'),
        'forename_start': (['forename'], 'substr(own_forename, 1, 3)'),
        'surname_initial': (['surname'], 'substr(own_surname, 1, 1)'),
        'forename_sound': (['forename'], soundex('own_forename')),
        'surname_sound': (['surname'], soundex('own_surname')),
        'names': (
            ['forename', 'surname'],
            'least(own_forename, own_surname) || chr(31) || greatest(own_forename, own_surname)',
        ),
        'initials': (['initials'], 'own_initials') if 'initials' in fields else (
            ['forename', 'surname'], 'substr(own_forename, 1, 1) || substr(own_surname, 1, 1)'
        ),
    } %}
    {% set derived = {} %}
    {% for name, (needed, sql) in derivations.items() %}
        {% if needed | reject('in', fields) | list | length == 0 %}
            {% do derived.update({name: sql}) %}
        {% endif %}
    {% endfor %}
    {{ return(derived) }}
{% endmacro %}
