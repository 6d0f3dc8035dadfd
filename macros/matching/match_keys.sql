{#- The match keys, strongest first: a key's place is the pass in which it links.

    name: the key's name in its token's domain (match:<name>);
    fields: the parts of the token, from derived_match_fields();
    certain: whether the key alone joins records whatever else they say (a checked
    number with a name or date, or name, date and place together).

    A key finds pairs, says on what they agree (match_fields()), and whether that tells
    people apart. One that only repeats what two others say together is not worth its
    HMACs. Which combinations work, and why single fields are never tokenised:
    docs/matching.md. -#}
{% macro match_keys() %}
    {{ return([
        {'name': 'nhs_number_forename', 'fields': ['nhs_number', 'forename'], 'certain': true},
        {'name': 'nhs_number_date', 'fields': ['nhs_number', 'date_of_birth'], 'certain': true},
        {'name': 'upn_forename', 'fields': ['upn', 'forename'], 'certain': true},
        {'name': 'upn_date', 'fields': ['upn', 'date_of_birth'], 'certain': true},
        {'name': 'nino_forename', 'fields': ['nino', 'forename'], 'certain': true},
        {'name': 'nino_date', 'fields': ['nino', 'date_of_birth'], 'certain': true},
        {'name': 'person_number_date', 'fields': ['person_number', 'date_of_birth'], 'certain': true},
        {'name': 'person_number_forename', 'fields': ['person_number', 'forename'], 'certain': true},
        {'name': 'names_date_postcode', 'fields': ['names', 'date_of_birth', 'postcode'], 'certain': true},
        {'name': 'names_date', 'fields': ['names', 'date_of_birth'], 'certain': false},
        {'name': 'sounds_date', 'fields': ['forename_sound', 'surname_sound', 'date_of_birth'], 'certain': false},
        {'name': 'names_postcode', 'fields': ['names', 'postcode'], 'certain': false},
        {'name': 'sounds_postcode', 'fields': ['forename_sound', 'surname_sound', 'postcode'], 'certain': false},
        {'name': 'names_address_line', 'fields': ['names', 'address_line'], 'certain': false},
        {'name': 'date_postcode', 'fields': ['date_of_birth', 'postcode'], 'certain': false},
        {'name': 'date_address_line', 'fields': ['date_of_birth', 'address_line'], 'certain': false},
        {'name': 'names_year_month', 'fields': ['names', 'birth_year', 'birth_month'], 'certain': false},
        {'name': 'names_year_day', 'fields': ['names', 'birth_year', 'birth_day'], 'certain': false},
        {'name': 'names_month_day', 'fields': ['names', 'birth_month', 'birth_day'], 'certain': false},
        {'name': 'names_year_outward', 'fields': ['names', 'birth_year', 'outward'], 'certain': false},
        {'name': 'forename_date', 'fields': ['forename', 'date_of_birth'], 'certain': false},
        {'name': 'surname_date', 'fields': ['surname', 'date_of_birth'], 'certain': false},
        {'name': 'initials_date', 'fields': ['initials', 'date_of_birth'], 'certain': false},
        {'name': 'surname_postcode', 'fields': ['surname', 'postcode'], 'certain': false},
        {'name': 'forename_start_postcode', 'fields': ['forename_start', 'postcode'], 'certain': false},
        {'name': 'surname_initial_address_line', 'fields': ['surname_initial', 'address_line'], 'certain': false},
        {'name': 'forename_start_address_line', 'fields': ['forename_start', 'address_line'], 'certain': false},
        {'name': 'nhs_number', 'fields': ['nhs_number'], 'certain': false},
        {'name': 'upn', 'fields': ['upn'], 'certain': false},
        {'name': 'nino', 'fields': ['nino'], 'certain': false},
    ]) }}
{% endmacro %}
