{#- The token of a checked number, as an aggregate over tokens joined to match_keys; NULL
    for none, and for several, which say nothing about that number.
    number: 'nhs_number', 'upn' or 'nino'. -#}
{% macro number_token(number) -%}
    case
        when
            min(tokens.match_token) filter (where match_keys.number_name = '{{ number }}')
            = max(tokens.match_token) filter (where match_keys.number_name = '{{ number }}')
            then
                max(tokens.match_token)
                    filter (where match_keys.number_name = '{{ number }}')
    end
{%- endmacro %}
