{#- Last hook of `dbt build`: copies the marts into a new folder and switches readers
    to it. Publishes only what one run built whole: every mart, and no node failed.
    results: the run's results, as dbt gives them to on-run-end.
    Raises a compiler error at the end when a delivered file was refused: the marts are
    published from the last good data, and the schedule must be told; `dbt` then ends with
    status 3. A run of everything leaves its health line. What is to be asked about the newest
    deliveries is said; it is no failure. -#}
{% macro publish_marts(results) %}
    {% if not execute or flags.WHICH != 'build' %}
        {{ return('') }}
    {% endif %}
    {% set failed = results | selectattr('status', 'in', ['error', 'fail', 'skipped']) | list %}
    {#- said before anything is asked of an engine that may be broken -#}
    {% if failed | length > 0 %}
        {{ log("Nothing is published: " ~ failed | length ~ " nodes failed or were skipped.", info=true) }}
        {% for sentence in advice(failed) %}
            {{ log(sentence, info=true) }}
        {% endfor %}
    {% endif %}
    {% set refused = refused_files() %}
    {% set server = namespace(problem='') %}
    {% set built = results | map(attribute='node.unique_id') | list %}
    {% set marts = [] %}
    {% set left_out = [] %}
    {% for node in graph.nodes.values() | sort(attribute='name') %}
        {% if node.resource_type == 'model' and node.schema == 'marts' %}
            {% do (marts if node.unique_id in built else left_out).append(node) %}
        {% endif %}
    {% endfor %}
    {% if failed | length == 0 and left_out | length > 0 %}
        {{ log("Nothing is published: this run built only part of the marts.", info=true) }}
    {% elif failed | length == 0 %}
        {% set left_in_staging = run_query(
            "select coalesce(sum(places_in_staging), 0)"
            ~ " from vault.linked.lnk_rights__certificates"
        ).columns[0].values()[0] | int %}
        {% set folder = run_query("select open_publication()").columns[0].values()[0] %}
        {% call statement(auto_begin=false) %}
            attach '{{ folder }}/marts.duckdb' as publication (storage_version 'v1.2.0')
        {% endcall %}
        {% for mart in marts %}
            {% call statement(auto_begin=false) %}
                create table publication.main.{{ mart.name }} as
                select * from vault.marts.{{ mart.name }} order by all;
                {{ comments_sql('publication.main.' ~ mart.name, mart) }}
                copy publication.main.{{ mart.name }}
                to '{{ folder }}/parquet/{{ mart.name }}.parquet' (format parquet);
                copy publication.main.{{ mart.name }}
                to '{{ folder }}/csv/{{ mart.name }}.csv' (header)
            {% endcall %}
        {% endfor %}
        {% call statement(auto_begin=false) %}
            copy (
                select
                    columns.table_name,
                    columns.column_name,
                    columns.data_type,
                    columns.comment as description,
                    tables.comment as table_description
                from duckdb_columns() as columns
                inner join duckdb_tables() as tables
                    on
                        columns.database_name = tables.database_name
                        and columns.table_name = tables.table_name
                where columns.database_name = 'publication'
                order by columns.table_name, columns.column_index
            ) to '{{ folder }}/data_dictionary.csv' (header);
            detach publication
        {% endcall %}
        {% do run_query("select draw_atlas('" ~ folder ~ "')") %}
        {% set server.problem = run_query(
            "select publish_to_postgres('" ~ folder ~ "')"
        ).columns[0].values()[0] %}
        {% set published = run_query(
            "select switch_publication('" ~ folder ~ "', "
            ~ (refused | length + left_in_staging == 0 and not server.problem) ~ ")"
        ).columns[0].values()[0] %}
        {{ log("Published " ~ marts | length ~ " marts: " ~ published, info=true) }}
        {% if left_in_staging > 0 %}
            {{ log(
                left_in_staging ~ " places of people in records were removed at their request"
                ~ " from all that is linked and published. The next run removes them from"
                ~ " staging, and from the vault's file; lnk_rights__certificates says when"
                ~ " nothing is left.", info=true
            ) }}
        {% endif %}
    {% endif %}
    {% if 'model.essex_data.lnk_deliveries__warnings' in built and failed | length == 0 %}
        {% for warning in delivery_warnings() %}
            {{ log(warning, info=true) }}
        {% endfor %}
    {% endif %}
    {% if server.problem %}
        {% do failed.append(server.problem) %}
    {% endif %}
    {% if left_out | length == 0 %}
        {% do run_query(
            "select tell_schedule(" ~ failed | length ~ ", " ~ refused | length ~ ")"
        ) %}
    {% endif %}
    {% if server.problem %}
        {{ exceptions.raise_compiler_error(
            server.problem ~ " The files are published, and hold what was built."
        ) }}
    {% endif %}
    {% if refused | length > 0 %}
        {{ exceptions.raise_compiler_error(
            "Some delivered files were refused; everything else was built without them.\n- "
            ~ refused | join("\n- ")
        ) }}
    {% endif %}
    {{ return('') }}
{% endmacro %}
