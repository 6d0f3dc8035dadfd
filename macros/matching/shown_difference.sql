{#- Whether a field is shown to differ: a key with one of its closest parts, which both sides
    hold, does not agree although each of the key's other parts does by some other key.
    field: one of match_fields(); agreeing, held: expressions, the bits of the keys that
    agree and of those that both sides hold. -#}
{% macro shown_difference(field, agreeing, held) -%}
    {#- A part agrees too where one that says more does. -#}
    {%- set more = {
        'forename_sound': ['forename', 'names'],
        'surname_sound': ['surname', 'names'],
        'forename_start': ['forename', 'names'],
        'surname_initial': ['surname', 'names'],
        'forename': ['names'],
        'surname': ['names'],
        'birth_year': ['date_of_birth'],
        'birth_month': ['date_of_birth'],
        'birth_day': ['date_of_birth'],
        'outward': ['postcode'],
    } -%}
    {%- set closest = field.levels.exact -%}
    {%- set shown = [] -%}
    {%- for key in match_keys() if key.fields | select('in', closest) | list -%}
        {%- set conditions = [
            '(' ~ held ~ ' & ' ~ 2 ** match_keys().index(key) ~ ') <> 0'
        ] -%}
        {%- for part in key.fields if part not in closest -%}
            {%- do conditions.append(
                '(' ~ agreeing ~ ' & '
                ~ match_keys_with([part] + more.get(part, [])) ~ ') <> 0'
            ) -%}
        {%- endfor -%}
        {%- do shown.append('(' ~ conditions | join(' and ') ~ ')') -%}
    {%- endfor -%}
    {{ shown | join('\n        or ') }}
{%- endmacro %}
