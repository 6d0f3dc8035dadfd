{#- Condition that a row of the timeline is what an indicator asks for.
    choice: a dict with events (event types) and, where not all of them are meant, codes (of
    them) and value (how event_value must be, such as '>= 10'). -#}
{% macro is_chosen_event(choice) -%}
    event_type in ('{{ choice.events | join("', '") }}')
    {%- if choice.codes %}
    and event_code in ('{{ choice.codes | join("', '") }}')
    {%- endif %}
    {%- if choice.value %}
    and event_value {{ choice.value }}
    {%- endif %}
{%- endmacro %}
