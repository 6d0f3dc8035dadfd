{#- A feature: the value of the newest event of a type by the index date, NULL when
    there is none. Reads event_type, event_code, event_value, happened_on, known_on.
    type: an event type; code: an event code, or none for any. -#}
{% macro event_value(type, code=none) -%}
    max_by(event_value, (happened_on, known_on, event_value)) filter (
        where event_type = '{{ type }}'
        {%- if code %} and event_code = '{{ code }}'{% endif %}
            and event_value is not null
    )
{%- endmacro %}
