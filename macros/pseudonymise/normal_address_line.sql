{#- An address line in A–Z and 0–9, with the usual abbreviations of a street's kind, so
    that "Flat 2, 14 Ashmead Close" and "FLAT 2 14 ASHMEAD CL." are the same. -#}
{% macro normal_address_line(text) -%}
    {%- set kinds = {
        'ROAD': 'RD', 'STREET': 'ST', 'AVENUE': 'AV', 'AVE': 'AV', 'CLOSE': 'CL',
        'DRIVE': 'DR', 'LANE': 'LN', 'CRESCENT': 'CR', 'CRES': 'CR', 'GARDENS': 'GDNS',
        'COURT': 'CT', 'PLACE': 'PL', 'SQUARE': 'SQ', 'TERRACE': 'TER', 'GROVE': 'GR',
        'APARTMENT': 'FLAT', 'APT': 'FLAT', 'HOUSE': 'HSE', 'GREEN': 'GRN',
    } -%}
    {%- set words = namespace(sql="' ' || " ~ replace_all(fold_to_ascii(text), '[^A-Z0-9]+', ' ') ~ " || ' '") -%}
    {%- for long, short in kinds.items() -%}
        {%- set words.sql = "replace(" ~ words.sql ~ ", ' " ~ long ~ " ', ' " ~ short ~ " ')" -%}
    {%- endfor -%}
    nullif(replace({{ words.sql }}, ' ', ''), '')
{%- endmacro %}
