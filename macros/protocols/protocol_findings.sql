{#- What the sharing protocols forbid about this run, and what is to be seen to: the
    register (seeds/protocols) against the columns of every sources.yml and against the
    lineage of every model that serves a purpose. Dates are judged as of the run's day;
    the variable protocols_as_of (YYYY-MM-DD) looks at another, and is told.
    Returns a list of rows: stops_the_run, finding (a sentence). -#}
{% macro protocol_findings() %}
    {% set uses = run_query(
        "select uses.purpose_id, uses.used_by, purposes.is_foundation from "
        ~ registered_rows('purpose_uses') ~ " as uses left join "
        ~ registered_rows('purposes') ~ " as purposes"
        ~ " on uses.purpose_id = purposes.purpose_id"
    ).rows %}
    {% set foundations = uses | selectattr('is_foundation', 'equalto', 'yes')
        | map(attribute='purpose_id') | list %}
    {% set contract = [] %}
    {% for source in contract_sources() %}
        {% for column in source.columns %}
            {% do contract.append(
                [source.source_name, source.name, column, source.original_file_path]
            ) %}
        {% endfor %}
    {% endfor %}
    {% set models = graph.nodes.values() | selectattr('resource_type', 'equalto', 'model')
        | list %}
    {% set read = models | map(attribute='depends_on.nodes') | sum(start=[]) %}
    {% set without_purpose = [] %}
    {% for node in models if not purposes_of(node.name, uses) %}
        {#- what others read is made for their purposes -#}
        {% if node.schema in ('marts', 'risk')
            or (node.schema == 'linked' and node.unique_id not in read) %}
            {% do without_purpose.append([node.name, node.original_file_path]) %}
        {% endif %}
    {% endfor %}
    {% set today = run_started_at.strftime('%Y-%m-%d') %}
    {% set as_of = var('protocols_as_of', today) %}
    {% if as_of != today %}
        {{ log("Sharing protocols are judged as of " ~ as_of ~ ", not of today.", info=true) }}
    {% endif %}
    {{ return(run_query(protocol_findings_sql(
        as_of, contract, used_datasets(uses, foundations), without_purpose
    )).rows) }}
{% endmacro %}
