{#- Every delivered row of a dataset that has its key and is not its header again, each
    column trimmed text or NULL, with delivery_date, delivered_in, file_sha256,
    staged_with and row_number. Holds identifiers: for use inside a staging query only.
    only_new: leave out the files that an earlier run staged. -#}
{% macro delivered_rows(partner, dataset, only_new=false) -%}
{%- set delivered = source(partner, dataset) -%}
{%- if not execute -%}
    select * from {{ delivered }}
{%- else -%}
    {%- set node = source_node(partner, dataset) -%}
    {%- if only_new -%}
        {%- set delivered = delivered.incorporate(path={'identifier': dataset ~ '__new'}) -%}
    {%- endif -%}
    select
        {%- for column in node.columns.values() %}
        {{ not_blank(column.name) }} as {{ column.name }},
        {%- endfor %}
        delivery_date,
        delivered_in,
        file_sha256,
        staged_with,
        row_number
    from {{ delivered }}
    where
        {%- for key in key_columns(node) %}
        {{ 'and ' if not loop.first }}lower(trim({{ key }})) not in ('', '{{ key }}')
        {%- endfor %}
{%- endif -%}
{%- endmacro %}
