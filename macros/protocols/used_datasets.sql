{#- What each model that serves a purpose reads of the partners' datasets, by the lineage
    in dbt's graph. The walk upstream ends at a model that itself serves no purpose but
    these, or a foundation of all purposes: that one answers for what it reads.
    uses: the rows of purpose_uses; foundations: ids of the purposes others build on.
    Returns a list of [model, purpose_id, partner, dataset]. -#}
{% macro used_datasets(uses, foundations) %}
    {% set served = {} %}
    {% for key, node in graph.nodes.items() if node.resource_type == 'model' %}
        {% set purposes = purposes_of(node.name, uses) %}
        {% do served.update({key: purposes}) if purposes %}
    {% endfor %}
    {% set found = [] %}
    {% for key, purposes in served.items() %}
        {% set reached = [key] %}
        {#- the list grows while it is walked -#}
        {% for read in reached if read in graph.nodes %}
            {% set answers = read != key and read in served
                and not served[read] | reject('in', purposes + foundations) | list %}
            {% for parent in graph.nodes[read].depends_on.nodes
                if not answers and parent not in reached %}
                {% do reached.append(parent) %}
            {% endfor %}
        {% endfor %}
        {% for source in contract_sources() if source.unique_id in reached %}
            {% for purpose in purposes %}
                {% do found.append([
                    graph.nodes[key].name, purpose, source.source_name, source.name
                ]) %}
            {% endfor %}
        {% endfor %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}
