{#- What a `from` reads to have the rows of a CSV file with a header, every value as text.
    path: of the file. -#}
{% macro csv_rows(path) -%}
    {{ return(adapter.dispatch('csv_rows', 'essex_data')(path)) }}
{%- endmacro %}

{#- The file is small, and is read with little memory too. -#}
{% macro duckdb__csv_rows(path) -%}
    read_csv(
        '{{ path | replace("'", "''") }}',
        delim = ',', quote = '"', header = true, all_varchar = true,
        max_line_size = 65536, buffer_size = 262144
    )
{%- endmacro %}
