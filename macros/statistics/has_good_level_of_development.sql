{#- Whether a child reached a good level of development: at the expected level (2) or
    above in all twelve goals of the prime areas, literacy and mathematics. These are
    goals 1 to 12 in the profile to 2018/19 and in the one from 2021/22, which has no
    level 3; the two series are not comparable. NULL when a goal was not judged and none
    of the others was missed. Reads elg01 to elg12. -#}
{% macro has_good_level_of_development() -%}
    case
        when '1' in (
            {%- for goal in range(1, 13) %}elg{{ '%02d' % goal }}{{ ', ' if not loop.last }}{% endfor -%}
        ) then false
        when {% for goal in range(1, 13) %}elg{{ '%02d' % goal }} in ('2', '3'){{ ' and ' if not loop.last }}{% endfor %}
            then true
    end
{%- endmacro %}
