{#- One measure of linked records as rows of the timeline, as a select statement.
    records: a CTE made by linked_records, with every version of each record;
    event_type: plain text;
    happened_on: a date expression; where it is NULL the event counts as happened on
    the day it became known;
    event_code, event_value, ended_on: expressions, NULL when there is nothing to say;
    only_where: a condition on the records, or none for all. -#}
{% macro events_of(
    records,
    event_type,
    happened_on,
    event_code='null',
    event_value='null',
    ended_on='null',
    only_where=none
) -%}
    select
        person_id,
        '{{ event_type }}' as event_type,
        cast({{ event_code }} as varchar) as event_code,
        cast({{ event_value }} as double) as event_value,
        cast(coalesce({{ happened_on }}, first_known_on) as date) as happened_on,
        cast({{ ended_on }} as date) as ended_on,
        known_on,
        superseded_on,
        partner,
        dataset
    from {{ records }}
    {%- if only_where %}
    where {{ only_where }}
    {%- endif %}
{%- endmacro %}
