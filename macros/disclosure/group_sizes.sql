{#- How many people have the same values, for every combination of the quasi-identifiers
    of a table. Who has several values (two homes, say) counts with the last in their
    order, once; a missing value is a value.
    node: the table's model in dbt's graph; relation: the table; people: a table of
    identity_token and person_id, for tables that know only the former.
    Returns a query: quasi_identifiers (names in alphabetical order, joined by +),
    group_size. -#}
{% macro group_sizes(node, relation, people) -%}
    {%- set columns_of = quasi_identifiers(node) -%}
    {%- set combinations = [[]] -%}
    {%- for name in columns_of | sort -%}
        {%- for smaller in combinations[:] -%}
            {%- do combinations.append(smaller + [name]) -%}
        {%- endfor -%}
    {%- endfor -%}
    {#- where others stand beside the one whom the row is about, they are described -#}
    {%- set person = 'member_person_id' if 'member_person_id' in node.columns
        else 'person_id' -%}
    {#- who is linked to nobody, as somebody taken out, is known by words alone -#}
    {%- set described = person if person in node.columns
        else 'coalesce(person_id, cast(identity_token as varchar))' %}
    select
        concat_ws(
            '+'
            {%- for name in columns_of | sort %},
            case when grouping({{ name }}_said) = 0 then '{{ name }}' end
            {%- endfor %}
        ) as quasi_identifiers,
        count(*) as group_size
    from (
        select
            {{ described }} as person_id
            {%- for name, columns in columns_of.items() %},
            {#- together: the ward of one home and the small area of another is nowhere #}
            max(concat_ws(
                '|'
                {%- for column in columns %},
                coalesce(cast({{ column }} as varchar), '')
                {%- endfor %}
            )) as {{ name }}_said
            {%- endfor %}
        from {{ relation }}
        {%- if person not in node.columns %}
        left join {{ people }} using (identity_token)
        {%- endif %}
        group by {{ described }}
    ) as described
    group by grouping sets (
        {%- for combination in combinations[1:] %}
        (
            {%- for name in combination -%}
            {{ name }}_said{{ ', ' if not loop.last }}
            {%- endfor -%}
        ){{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}
