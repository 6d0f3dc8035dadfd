{#- The columns of a dataset's business key, in order.
    source: the dataset's node in dbt's graph. -#}
{% macro key_columns(source) %}
    {% set keys = [] %}
    {% for column in source.columns.values() %}
        {% if column.config.meta.role == 'key' and not column.config.meta.refers_to %}
            {% do keys.append(column.name) %}
        {% endif %}
    {% endfor %}
    {{ return(keys) }}
{% endmacro %}
