{#- Every delivered row of a dataset that has its key, each column trimmed text or NULL,
    with delivery_date, file_path and row_number. Holds identifiers: for use inside a
    staging query only. -#}
{% macro delivered_rows(partner, dataset) -%}
{%- if not execute -%}
    select * from {{ source(partner, dataset) }}
{%- else -%}
    {%- set source_columns = source_node(partner, dataset).columns.values() -%}
    select
        {%- for column in source_columns %}
        {{ not_blank(column.name) }} as {{ column.name }},
        {%- endfor %}
        delivery_date,
        file_path,
        row_number
    from {{ source(partner, dataset) }}
    where
        {%- for key in key_columns(source_node(partner, dataset)) %}
        {{ 'and ' if not loop.first }}trim({{ key }}) <> ''
        {%- endfor %}
{%- endif -%}
{%- endmacro %}
