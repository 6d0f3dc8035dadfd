{#- How a table is made: the old one goes and the new one comes in one transaction, so that
    whoever reads, and whoever looks after a run was killed, finds the one or the other. What
    Python makes is written by another connection, under a name of its own first. The
    adapter's own way renames two tables and drops one for each, which takes a tenth of a
    second of some 200 tables. -#}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set relation = this.incorporate(type='table') -%}
    {%- set is_python = model['language'] == 'python' -%}
    {%- set made = make_intermediate_relation(relation) if is_python else relation -%}
    {{ run_hooks(pre_hooks) }}
    {% set drop_existing %}
        {% if existing is not none %}
            drop {{ existing.type }} {{ existing }};
        {% endif %}
    {% endset %}
    {% if is_python %}
        {% do drop_relation_if_exists(load_cached_relation(made)) %}
        {% call statement('main', language='python') %}
            {{- create_table_as(false, made, compiled_code, 'python') -}}
        {% endcall %}
        {% call statement('swap') %}
            {{ drop_existing }}
            alter table {{ made }} rename to {{ adapter.quote(relation.identifier) }}
        {% endcall %}
    {% else %}
        {% call statement('main') %}
            {{ drop_existing }}
            {{ create_table_as(false, relation, compiled_code) }}
        {% endcall %}
    {% endif %}
    {% do persist_docs(relation, model) %}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}
