{#- The match keys of a slot's identity, on the first of its records only: they are the
    same on all. people: the CTE of the slot's people, joined to the CTE `judged`. -#}
{% macro first_of_identity(people) -%}
    case
        when
            row_number() over (
                partition by {{ people }}.identity_token order by judged.record_token
            ) = 1
            then {{ people }}.match_tokens
    end
{%- endmacro %}
