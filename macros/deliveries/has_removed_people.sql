{#- Whether an earlier run found records for a request to be erased, or an objection. -#}
{% macro has_removed_people() %}
    {{ return(
        run_query("select count(*) from memory.landing.removed").columns[0].values()[0] > 0
    ) }}
{% endmacro %}
