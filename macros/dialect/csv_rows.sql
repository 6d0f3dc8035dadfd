{#- What a `from` reads to have the rows of a CSV file with a header, every value as text.
    path: of the file. -#}
{% macro csv_rows(path) -%}
    {{ return(adapter.dispatch('csv_rows', 'essex_data')(path)) }}
{%- endmacro %}

{% macro duckdb__csv_rows(path) -%}
    read_csv(
        '{{ path | replace("'", "''") }}',
        delim = ',', quote = '"', header = true, all_varchar = true
    )
{%- endmacro %}
