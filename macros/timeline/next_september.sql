{#- The first 1 September on or after a day: the index date from which it counts.
    day: a date expression. -#}
{% macro next_september(day) -%}
    make_date(
        cast(
            extract(year from {{ day }} + interval '4' month - interval '1' day) as integer
        ),
        9,
        1
    )
{%- endmacro %}
