{#- The token of a record: record␟<partner>␟<dataset>␟<key parts joined by |>.
    key_parts: a list of text expressions, the business key in its order. -#}
{% macro record_token(partner, dataset, key_parts) -%}
    {{ token('record', ["'" ~ partner ~ "'", "'" ~ dataset ~ "'", key_parts | join(" || '|' || ")]) }}
{%- endmacro %}
