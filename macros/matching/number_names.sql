{#- The numbers that are match keys on their own; such a key's token is kept for each
    identity, to be compared. -#}
{% macro number_names() %}
    {% set names = [] %}
    {% for key in match_keys() if key.fields | length == 1 and key.fields[0] in number_fields() %}
        {% do names.append(key.name) %}
    {% endfor %}
    {{ return(names) }}
{% endmacro %}
