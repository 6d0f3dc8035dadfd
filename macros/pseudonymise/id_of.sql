{#- An id of ours: 32 hex characters under the vault key, so that nobody outside the hub
    can make it.
    kind: 'person', 'household' …; parts: a list of text expressions. -#}
{% macro id_of(kind, parts) -%}
    left({{ hmac(message(kind, parts), key='vault') }}, 32)
{%- endmacro %}
