{#- A feature as an aggregate over the events known of the people around somebody: reads
    relation, event_type, event_code, event_value, happened_on, ended_on, known_on and
    index_date of the rows it aggregates.
    feature: of declared_features(). Its measure is one of
      count: how many events; any: 1 when there is one, else 0; sum: of their values;
      value: of the newest; highest: value; current: 1 when a spell was still running;
      days_in: days of spells until the index date, those that overlap counted each;
      days_since: the newest, in days; days_since_first: the oldest.
    about: whose events, of self, others, household (both), mother, children or adults
    (both without self), or area (everybody who lives in the small area; a count or sum).
    months: the window before the index date, or none. -#}
{% macro feature_of_events(feature) -%}
    {%- set relations = {
        'self': "relation = 'self'",
        'others': "relation <> 'self'",
        'household': "relation is not null",
        'mother': "relation = 'mother'",
        'children': "relation = 'child'",
        'adults': "relation in ('adult', 'mother')",
        'area': "relation = 'area'",
    } -%}
    {%- set window_start -%}
        cast(index_date - interval '{{ feature.months }}' month as date)
    {%- endset -%}
    {%- if feature.about not in relations or not feature.events -%}
        {{ exceptions.raise_compiler_error(
            feature.name ~ ": `feature` needs `events: [<event type>]`, and `about` must be one of "
            ~ relations | join(', ') ~ "."
        ) }}
    {%- endif -%}
    {%- set which -%}
        {{ relations[feature.about] }}
            and event_type in ('{{ feature.events | join("', '") }}')
            {%- if feature.codes %}
            and event_code in ('{{ feature.codes | join("', '") }}')
            {%- endif %}
            {%- if feature.months and feature.measure == 'days_in' %}
            and (ended_on is null or ended_on > {{ window_start }})
            {%- elif feature.months %}
            and happened_on > {{ window_start }}
            {%- endif %}
    {%- endset -%}
    {%- if feature.about == 'area' and feature.measure not in ('count', 'sum') -%}
        {{ exceptions.raise_compiler_error(
            feature.name ~ ": of an `area` only `measure: count` or `sum` is known; they are"
            ~ " told per 1,000 residents."
        ) }}
    {%- elif feature.measure == 'count' -%}
        count(*) filter (where {{ which }})
    {%- elif feature.measure == 'any' -%}
        least(count(*) filter (where {{ which }}), 1)
    {%- elif feature.measure == 'sum' -%}
        coalesce(sum(event_value) filter (where {{ which }}), 0)
    {%- elif feature.measure == 'value' -%}
        max_by(event_value, (happened_on, known_on, event_value)) filter (
            where {{ which }} and event_value is not null
        )
    {%- elif feature.measure == 'highest' -%}
        max(event_value) filter (where {{ which }})
    {%- elif feature.measure == 'current' -%}
        least(count(*) filter (
            where {{ which }} and (ended_on is null or ended_on > index_date)
        ), 1)
    {%- elif feature.measure == 'days_in' -%}
        coalesce(sum(
            least(coalesce(ended_on, index_date), index_date)
            - {% if feature.months -%}
                greatest(happened_on, {{ window_start }})
            {%- else -%}
                happened_on
            {%- endif %}
        ) filter (where {{ which }}), 0)
    {%- elif feature.measure == 'days_since' -%}
        min(index_date - happened_on) filter (where {{ which }})
    {%- elif feature.measure == 'days_since_first' -%}
        max(index_date - happened_on) filter (where {{ which }})
    {%- else -%}
        {{ exceptions.raise_compiler_error(
            feature.name ~ ": `measure: " ~ feature.measure ~ "` is none of count, any, sum, value,"
            ~ " highest, current, days_in, days_since, days_since_first, people, age_at_birth, given."
        ) }}
    {%- endif -%}
{%- endmacro %}
