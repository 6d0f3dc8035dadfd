{#- HMAC-SHA256 (RFC 2104) of a text under one of the hub's keys, as 64 lower-case hex
    characters; NULL for NULL. The key's two pads are session variables that the plugin
    sets, so that no key stands in any SQL.
    message: a text expression; key: 'link' or 'vault'. -#}
{% macro hmac(message, key='link') -%}
    {%- if key not in ('link', 'vault') -%}
        {{ exceptions.raise_compiler_error("hmac: key must be 'link' or 'vault', not " ~ key) }}
    {%- endif -%}
    sha256(
        getvariable('{{ key }}_outer')
        || unhex(sha256(getvariable('{{ key }}_inner') || encode({{ message }})))
    )
{%- endmacro %}
