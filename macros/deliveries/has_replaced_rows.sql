{#- Whether in a file of a dataset a later row replaces an earlier one with the same key: what
    was counted when the files were looked at. To find none again would need the whole file
    in memory. -#}
{% macro has_replaced_rows(partner, dataset) %}
    {% set found = run_query(
        "select coalesce(max(rows_replaced), 0) from memory.landing.files"
        ~ " where partner = '" ~ partner ~ "' and dataset = '" ~ dataset ~ "'"
    ) %}
    {{ return(found.columns[0].values()[0] > 0) }}
{% endmacro %}
