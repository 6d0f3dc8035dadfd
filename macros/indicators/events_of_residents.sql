{#- An indicator that counts events, or people with them, among the residents of a small
    area. One row per small area and period: numerator, denominator (residents on the
    1 September of the period, and those of the numerator whom nobody had seen at an
    address) and person_count (people in the numerator).
    indicator: its id; dataset: of the timeline; choice: see is_chosen_event(); period_type:
    of lnk_indicators__periods; counted: events, values (the sum of event_value), people (with
    an event), firsts (people whose first such event it was) or running (people in a spell
    on the last day); ages: [youngest, oldest] on that 1 September, or none. -#}
{% macro events_of_residents(
    indicator, dataset, choice, period_type, counted='events', ages=none
) -%}
with periods as (
    {{ finished_periods(dataset, period_type) }}
),

chosen as (
    select
        person_id,
        {%- if counted == 'firsts' %}
        min(happened_on) as happened_on
        {%- else %}
        happened_on,
        ended_on,
        event_value
        {%- endif %}
    from {{ ref('lnk_timeline__' ~ dataset) }}
    where
        superseded_on is null
        and {{ is_chosen_event(choice) }}
    {%- if counted == 'firsts' %}
    group by person_id
    {%- endif %}
),

counted as (
    select
        chosen.person_id,
        periods.period_start_on,
        periods.period_end_on,
        periods.resident_on,
        {{ {
            'events': 'count(*)',
            'values': 'sum(chosen.event_value)',
            'people': '1',
            'firsts': '1',
            'running': '1',
        }[counted] }} as counted
    from chosen
    inner join periods
        on
            periods.period_end_on >= chosen.happened_on
            {%- if counted == 'running' %}
            and (
                chosen.ended_on is null or chosen.ended_on > periods.period_end_on
            )
            {%- else %}
            and periods.period_start_on <= chosen.happened_on
            {%- endif %}
    group by
        chosen.person_id,
        periods.period_start_on,
        periods.period_end_on,
        periods.resident_on
),

{{ placed_people('counted', ages) }},

residents as (
    select * from {{ ref('lnk_indicators__residents') }}
    {%- if ages %}
    where age_years between {{ ages[0] }} and {{ ages[1] }}
    {%- endif %}
),

parts as (
    select
        lsoa_code,
        period_start_on,
        period_end_on,
        counted as numerator,
        case when is_resident then 0 else 1 end as denominator,
        1 as person_count
    from placed
    union all
    {{ resident_parts('periods', 'residents') }}
)

{{ indicator_rows(indicator, period_type, 'parts') }}
{%- endmacro %}
