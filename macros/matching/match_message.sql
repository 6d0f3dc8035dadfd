{#- The message of a match key, its domain first; NULL when a field is absent.
    key: an entry of match_keys(). -#}
{% macro match_message(key) -%}
    {%- set parts = [] -%}
    {%- for field in key.fields -%}
        {%- if field not in derived_match_fields() -%}
            {{ exceptions.raise_compiler_error(
                "match_keys: " ~ key.name ~ " uses the field " ~ field
                ~ "; derived_match_fields() has no such field."
            ) }}
        {%- endif -%}
        {%- do parts.append('match_' ~ field) -%}
    {%- endfor -%}
    {{ message('match:' ~ key.name, parts) }}
{%- endmacro %}
