{#- The CTE kept_rows: the rows of all_rows, of which those about somebody who was removed
    hold nothing but their file, so that the rows of a file can still be accounted for. A
    removed mother leaves her child's row.
    partner, dataset: as in sources.yml; columns: of all_rows, as tokenised_columns()
    names them. -#}
{% macro rows_without_removed_people(partner, dataset, columns) -%}
{%- set removed = source('landing', 'removed') -%}
{%- set names_person = ["record_token"] -%}
{%- for column in source_node(partner, dataset).columns.values() if column.config.meta.refers_to -%}
    {%- do names_person.append(column.config.meta.refers_to ~ '_record_token') -%}
{%- endfor -%}
    removed_records as (
        select distinct record_token from {{ removed }}
        where role = ''
    ),

    removed_identities as (
        select distinct identity_token from {{ removed }}
    ),

    kept_rows as (
        select
            all_rows.delivered_in,
            all_rows.file_sha256,
            all_rows.staged_with
            {%- for column in columns %},
            case
                when
                    {% for name in names_person -%}
                    {{ 'and ' if not loop.first }}removed_by_{{ name }}.record_token is null
                    {% endfor -%}
                    {% if 'identity_token' in columns -%}
                    and removed_people.identity_token is null
                    {% endif -%}
                    {% if column.startswith('mother_') -%}
                    and removed_mothers.identity_token is null
                    {% endif -%}
                    then all_rows.{{ column }}
            end as {{ column }}
            {%- endfor %}
        from all_rows
        {%- for name in names_person %}
        left join removed_records as removed_by_{{ name }}
            on all_rows.{{ name }} = removed_by_{{ name }}.record_token
        {%- endfor %}
        {%- if 'identity_token' in columns %}
        left join removed_identities as removed_people
            on all_rows.identity_token = removed_people.identity_token
        {%- endif %}
        {%- if 'mother_identity_token' in columns %}
        left join removed_identities as removed_mothers
            on all_rows.mother_identity_token = removed_mothers.identity_token
        {%- endif %}
    )
{%- endmacro %}
