{#- The match keys of an identity as one array, each at the place of its pass; NULL where a
    field is absent.
    derived: the fields that can be derived, as derived_match_fields() gives them; they
    stand in match_<field>. -#}
{% macro match_tokens(derived) -%}
    {%- set tokens = [] -%}
    {%- for key in match_keys() -%}
        {%- if key.fields | reject('in', derived) | list -%}
            {%- do tokens.append('cast(null as ubigint)') -%}
        {%- else -%}
            {%- set parts = [] -%}
            {%- for field in key.fields %}{% do parts.append('match_' ~ field) %}{% endfor -%}
            {%- do tokens.append(match_token(message('match:' ~ key.name, parts))) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ array_of(tokens) }}
{%- endmacro %}
