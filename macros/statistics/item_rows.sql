{#- A wide table as rows of risk, item and value (text).
    relation: a CTE with risk and the columns; items: a list of its columns;
    prefix: a text expression that goes before the name of every item. -#}
{% macro item_rows(relation, items, prefix="''") -%}
    {%- for item in items %}
    select
        risk,
        {{ prefix }} || '{{ item }}' as item,
        cast({{ item }} as varchar) as value
    from {{ relation }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
