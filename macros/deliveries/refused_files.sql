{#- One sentence for each delivered file that is refused: where it lies and why.
    Returns a list of text; needs a connection. -#}
{% macro refused_files() %}
    {% set refused = run_query(
        "select partner || '/' || dataset || '/' || coalesce(delivery_date::varchar, '?')"
        ~ " || '/' || file_name || ': ' || reason"
        ~ " from memory.landing.files where status = 'refused' order by file_path"
    ) %}
    {{ return(refused.columns[0].values() | list) }}
{% endmacro %}
