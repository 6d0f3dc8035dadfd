{#- For `dbt source freshness`: the query for the day of a dataset's newest accepted file, from
    the list of files, so that no file is read. A dataset that nobody has delivered yet is
    late for nothing: its day is today.
    dataset: the source's relation. -#}
{% macro newest_delivery(dataset) -%}
    select coalesce(cast(max(delivery_date) as timestamp), current_timestamp)
    from memory.landing.files
    where
        partner = '{{ dataset.schema }}'
        and dataset = '{{ dataset.identifier }}'
        and status = 'accepted'
{%- endmacro %}
