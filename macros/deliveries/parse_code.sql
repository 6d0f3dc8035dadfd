{#- One of the allowed codes, spelt as the contract spells it; NULL for anything else.
    text: a trimmed text expression; values: the list of codes. -#}
{% macro parse_code(text, values) -%}
    case lower({{ text }})
        {%- for value in values %} when '{{ value | lower }}' then '{{ value }}'{% endfor %}
    end
{%- endmacro %}
