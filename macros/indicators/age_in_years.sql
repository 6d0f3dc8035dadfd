{#- Age in whole years, by month.
    people: a table with birth_year and birth_month; day: a date expression. -#}
{% macro age_in_years(people, day) -%}
    cast(floor(
        (
            12 * (extract(year from {{ day }}) - {{ people }}.birth_year)
            + extract(month from {{ day }}) - {{ people }}.birth_month
        ) / 12.0
    ) as integer)
{%- endmacro %}
