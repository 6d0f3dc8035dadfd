{#- What is tokenised: the domain and the parts, joined by U+001F; NULL when any part is
    NULL.
    domain: text that stands as it is; parts: a list of text expressions. -#}
{% macro message(domain, parts) -%}
    '{{ domain }}'{% for part in parts %} || chr(31) || {{ part }}{% endfor %}
{%- endmacro %}
