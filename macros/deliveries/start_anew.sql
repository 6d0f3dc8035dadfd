{#- Hook at the start of a run: drops the base tables that new files cannot simply be
    added to, so that this run makes them anew, and says which and why. The match tokens
    go with them, and where a dataset is new: what an earlier vault had may be of other
    keys. Only what the run builds is dropped. -#}
{% macro start_anew() %}
    {% if execute %}
        {% set plans = run_query(
            "select 'base_' || partner || '__' || dataset, starts_anew_because"
            ~ " from memory.landing.plans"
            ~ " where starts_anew_because <> '' or is_first order by all"
        ) %}
        {% set built = selected_resources | map('replace', 'model.essex_data.', '') | list %}
        {% set stale = [] %}
        {% for table, reason in plans.rows if table in built %}
            {% if reason %}
                {% do stale.append(table) %}
                {{ log(table ~ " is made anew: " ~ reason ~ ".", info=true) }}
            {% endif %}
            {% do stale.append('lnk_identity__tokens') %}
        {% endfor %}
        {% for node in graph.nodes.values() if node.name in stale and node.resource_type == 'model' %}
            {% set relation = load_relation(api.Relation.create(
                database=node.database, schema=node.schema, identifier=node.alias
            )) %}
            {% do adapter.drop_relation(relation) if relation %}
        {% endfor %}
    {% endif %}
    {{ return('') }}
{% endmacro %}
