{#- How many rows of each delivery hold which value in which attribute, in one scan of what is
    staged: columns partner, dataset, delivery_date, column_name, value and record_count.
    value is the code where the contract lists codes (and of yes_no and ethnicity),
    'known' for any other value, NULL where it is not known.
    partner, dataset: as in sources.yml. -#}
{% macro value_counts(partner, dataset) -%}
{%- set rows = ref('base_' ~ partner ~ '__' ~ dataset) -%}
{%- if not execute or var('is_lint_run', false) -%}
    select * from {{ rows }}
{%- else -%}
{%- set attributes = source_node(partner, dataset).columns.values()
    | selectattr('config.meta.type') | list -%}
{%- set names = attributes | map(attribute='name') | list -%}
    select
        '{{ partner }}' as partner,
        '{{ dataset }}' as dataset,
        delivery_date,
        case
            {%- for name in names %}
            when grouping({{ name }}) = 0 then '{{ name }}'
            {%- endfor %}
        end as column_name,
        {#- the others are NULL where they are not grouped by #}
        coalesce({{ names | join(', ') }}, null) as value,
        count(*) as record_count
    from (
        select
            cast(left(delivered_in, 10) as date) as delivery_date
            {%- for column in attributes %},
            {% if column.config.meta.type in ('code', 'yes_no', 'ethnicity') -%}
            cast({{ column.name }} as varchar) as {{ column.name }}
            {%- else -%}
            case when {{ column.name }} is not null then 'known' end as {{ column.name }}
            {%- endif %}
            {%- endfor %}
        from {{ rows }}
        where record_token is not null
    ) as read_rows
    group by grouping sets (
        {%- for name in names %}
        (delivery_date, {{ name }}){{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endif -%}
{%- endmacro %}
