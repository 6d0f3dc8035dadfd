{#- Whether what is known of two people's births cannot be one person's: other month and
    other year, or ten years apart (father and son of one name). False when not known.
    Arguments: expressions; the first and last year and the month of either side. -#}
{% macro is_birth_contradicted(first_year, last_year, month, other_first_year, other_last_year, other_month) -%}
    coalesce(
        (
            {{ month }} <> {{ other_month }}
            and (
                {{ first_year }} > {{ other_last_year }}
                or {{ other_first_year }} > {{ last_year }}
            )
        )
        or {{ first_year }} > {{ other_last_year }} + 9
        or {{ other_first_year }} > {{ last_year }} + 9,
        false
    )
{%- endmacro %}
