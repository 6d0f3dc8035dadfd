with comparisons as (
    select * from {{ ref('lnk_identity__comparisons') }}
),

patterns as (
    select
        agreement,
        {% for column in level_columns() -%}
        any_value({{ column }}) as {{ column }},
        {% endfor -%}
        count(*) as pair_count
    from comparisons
    group by agreement
)

select * from patterns
