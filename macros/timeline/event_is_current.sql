{#- A feature: 1 when a spell of some types, which began by the index date, was still
    running then, else 0. Reads event_type, ended_on and index_date.
    types: a list of event types; codes: a list of event codes, or none for all. -#}
{% macro event_is_current(types, codes=none) -%}
    max(
        case
            when event_type in ('{{ types | join("', '") }}')
                {%- if codes %} and event_code in ('{{ codes | join("', '") }}'){% endif %}
                and (ended_on is null or ended_on > index_date) then 1
            else 0
        end
    )
{%- endmacro %}
