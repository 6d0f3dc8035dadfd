{#- The quasi-identifiers that a model keeps: what somebody may know of a person who is
    not named. A column says by `meta: {quasi_identifier: home}` of which it is a part.
    node: a model of dbt's graph. Returns a dictionary: quasi-identifier to its columns. -#}
{% macro quasi_identifiers(node) %}
    {% set found = {} %}
    {% for column in node.columns.values() if column.meta.quasi_identifier %}
        {% do found.setdefault(column.meta.quasi_identifier, []).append(column.name) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}
