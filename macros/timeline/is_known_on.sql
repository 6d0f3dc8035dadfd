{#- The condition that a version of a record was what was known on a date: delivered by
    then, and nothing else delivered in its place by then.
    versions: a table with known_on and superseded_on; known_on: a date expression. -#}
{% macro is_known_on(versions, known_on) -%}
    {{ known_on }} >= {{ versions }}.known_on
    and ({{ versions }}.superseded_on is null or {{ known_on }} < {{ versions }}.superseded_on)
{%- endmacro %}
