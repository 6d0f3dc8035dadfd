{#- The columns of ward_profile that are indicators, by its YAML: each after those that name
    the ward. -#}
{% macro indicator_columns() %}
    {% if not execute %}
        {{ return([]) }}
    {% endif %}
    {{ return((graph.nodes['model.essex_data.ward_profile'].columns.keys() | list)[3:]) }}
{% endmacro %}
