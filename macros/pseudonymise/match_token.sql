{#- A match key as a 64-bit integer: the first 8 bytes of the HMAC under the link key.
    text: an expression that holds the whole message, domain included. -#}
{% macro match_token(text) -%}
    {{ hex_to_integer("left(" ~ hmac(text) ~ ", 16)") }}
{%- endmacro %}
