{#- What two sides are compared on, and what agreement each match key implies.

    name: the field; levels: from the closest on, each with the parts of match keys
    (derived_match_fields()) that say it: a key that agrees says that all its parts do.
    Where no agreeing key speaks of a field, it is 'different' if a key that both hold
    should have agreed but for it, see shown_difference(), and NULL, not known, if none.
    unless: parts whose keys, where both sides hold one, make the field needless. -#}
{% macro match_fields() %}
    {{ return([
        {
            'name': 'forename',
            'levels': {
                'exact': ['forename', 'names'],
                'close': ['forename_sound', 'forename_start'],
                'initial': ['initials'],
            },
        },
        {
            'name': 'surname',
            'levels': {
                'exact': ['surname', 'names'],
                'close': ['surname_sound'],
                'initial': ['surname_initial', 'initials'],
            },
        },
        {'name': 'initials', 'levels': {'exact': ['initials']}, 'unless': ['names']},
        {
            'name': 'birth',
            'levels': {'exact': ['date_of_birth'], 'close': ['birth_month', 'birth_day']},
        },
        {'name': 'place', 'levels': {'exact': ['postcode'], 'close': ['address_line']}},
    ]) }}
{% endmacro %}
