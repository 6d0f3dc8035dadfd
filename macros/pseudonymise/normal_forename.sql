{#- The first forename in A–Z; NULL for blank and for words that stand for a name that is
    not known yet (a newborn registered as BABY). -#}
{% macro normal_forename(text) -%}
    {%- set name = "split_part(trim(" ~ replace_all(fold_to_ascii(text), '[^A-Z ]', '') ~ "), ' ', 1)" -%}
    case
        when {{ name }} not in (
            '', 'BABY', 'BABYBOY', 'BABYGIRL', 'BOY', 'GIRL', 'INFANT', 'TWIN', 'MALE',
            'FEMALE', 'UNKNOWN', 'UNBORN', 'UNNAMED', 'NOT', 'NA', 'NK', 'TBC', 'TEST'
        ) then {{ name }}
    end
{%- endmacro %}
