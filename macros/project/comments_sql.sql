{#- The statements that put a model's descriptions into the database as comments.
    relation: text, where the table is; model: its node in dbt's graph. -#}
{% macro comments_sql(relation, model) %}
    comment on table {{ relation }} is '{{ model.description | trim | replace("'", "''") }}';
    {% for column in model.columns.values() if column.description %}
        comment on column {{ relation }}.{{ adapter.quote(column.name) }}
        is '{{ column.description | trim | replace("'", "''") }}';
    {% endfor %}
{% endmacro %}
