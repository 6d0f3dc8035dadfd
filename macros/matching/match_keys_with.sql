{#- The bits of those match keys that have one of the parts, as one integer: key n of
    match_keys() has bit n - 1.
    parts: a list of parts of match keys, see derived_match_fields(). -#}
{% macro match_keys_with(parts) -%}
    {%- set bits = namespace(sum=0) -%}
    {%- for key in match_keys() if key.fields | select('in', parts) | list -%}
        {%- set bits.sum = bits.sum + 2 ** (match_keys().index(key)) -%}
    {%- endfor -%}
    {{ bits.sum }}
{%- endmacro %}
