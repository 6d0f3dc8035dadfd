{#- Whether files of a dataset lie there that no earlier run staged. -#}
{% macro has_new_files(partner, dataset) %}
    {% set found = run_query(
        "select new_files from memory.landing.plans"
        ~ " where partner = '" ~ partner ~ "' and dataset = '" ~ dataset ~ "'"
    ) %}
    {{ return(found.columns[0].values()[0] > 0) }}
{% endmacro %}
