{#- The newest spell of each person that had begun, and was known of, by the index date.
    people: a CTE with person_id and index_date; spells: a CTE with person_id, start_on,
    known_on and the column; column: what to take from the spell. -#}
{% macro spell_at_index_date(people, spells, column) -%}
    select
        {{ people }}.person_id,
        {{ people }}.index_date,
        {{ spells }}.{{ column }}
    from {{ people }}
    inner join {{ spells }}
        on
            {{ people }}.person_id = {{ spells }}.person_id
            and {{ people }}.index_date >= {{ spells }}.start_on
            and {{ people }}.index_date >= {{ spells }}.known_on
    qualify
        row_number() over (
            partition by {{ people }}.person_id, {{ people }}.index_date
            order by
                {{ spells }}.start_on desc,
                {{ spells }}.known_on desc,
                {{ spells }}.{{ column }} asc nulls last
        ) = 1
{%- endmacro %}
