{#- The nodes of what partners deliver by contract, of all sources in dbt's graph. -#}
{% macro contract_sources() %}
    {{ return(
        graph.sources.values() | selectattr('config.meta.delivery', 'defined') | list
    ) }}
{% endmacro %}
