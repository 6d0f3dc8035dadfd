{#- What a `from` reads to have rows that Jinja knows, every value as text.
    alias: their name; columns: the columns' names; rows: a list of lists of values. -#}
{% macro rows_of_text(alias, columns, rows) -%}
    (values
    {%- for row in rows or [columns] %}
        (
        {%- for value in row -%}
            '{{ value | replace("'", "''") }}'{{ ', ' if not loop.last }}
        {%- endfor -%}
        ){{ ',' if not loop.last }}
    {%- endfor %}
    ) as {{ alias }} ({{ columns | join(', ') }}){{ ' where false' if not rows }}
{%- endmacro %}
