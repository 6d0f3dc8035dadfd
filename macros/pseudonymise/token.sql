{#- A token: the first 16 bytes of the HMAC under the link key, 32 lower-case hex
    characters; NULL when any part is NULL. See docs/tokens.md.
    domain: text that stands as it is; parts: a list of text expressions. -#}
{% macro token(domain, parts) -%}
    left({{ hmac(message(domain, parts)) }}, 32)
{%- endmacro %}
