{#- 'better', 'similar' or 'worse' than a reference value ('higher', 'similar' or 'lower'
    where an indicator has no better side), by whether the interval excludes the
    reference; NULL when a number is missing.
    lower, upper, reference: numeric expressions; polarity: an expression that is
    low_is_better, high_is_better or no_judgement. Source: Fingertips technical guidance. -#}
{% macro compare_to_reference(lower, upper, reference, polarity) -%}
    case
        when {{ lower }} is null or {{ upper }} is null or {{ reference }} is null
            then null
        when {{ lower }} > {{ reference }} then
            case {{ polarity }}
                when 'low_is_better' then 'worse'
                when 'high_is_better' then 'better'
                else 'higher'
            end
        when {{ upper }} < {{ reference }} then
            case {{ polarity }}
                when 'low_is_better' then 'better'
                when 'high_is_better' then 'worse'
                else 'lower'
            end
        else 'similar'
    end
{%- endmacro %}
