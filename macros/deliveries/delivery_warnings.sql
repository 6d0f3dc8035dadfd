{#- One sentence for each dataset of whose newest delivery somebody should ask: what is unusual,
    and who answers for it. Returns a list of text; needs a connection. -#}
{% macro delivery_warnings() %}
    {% set unusual = run_query(
        "select partner || '/' || dataset || '/' || delivery_date || ': ' || "
        ~ joined('warning', "' '") ~ " || ' To ask: ' || owner_role"
        ~ " from vault.linked.lnk_deliveries__warnings where is_newest"
        ~ " group by partner, dataset, delivery_date, owner_role order by all"
    ) %}
    {{ return(unusual.columns[0].values() | list) }}
{% endmacro %}
