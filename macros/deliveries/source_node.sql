{#- The node of a source in dbt's graph, with its columns and their meta.
    Raises a compiler error when the contract has no such dataset. -#}
{% macro source_node(partner, dataset) %}
    {% set found = graph.sources.values()
        | selectattr('source_name', 'equalto', partner)
        | selectattr('name', 'equalto', dataset) | list %}
    {% if found | length != 1 %}
        {{ exceptions.raise_compiler_error(
            "There is no dataset " ~ partner ~ "." ~ dataset ~ ". Declare it in "
            ~ "models/staging/" ~ partner ~ "/sources.yml."
        ) }}
    {% endif %}
    {{ return(found[0]) }}
{% endmacro %}
