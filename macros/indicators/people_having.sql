{#- An indicator that says which share of the people with one kind of event in a period had
    another in it. One row per small area and period: numerator, denominator and
    person_count (people in the numerator).
    indicator: its id; dataset: of the timeline; choice: who is in the denominator, see
    is_chosen_event(); having: the same of the numerator, with least (how many events there
    must be; 1); period_type: of lnk_indicators__periods; ages: [youngest, oldest] on the
    1 September of the period, or none. -#}
{% macro people_having(
    indicator, dataset, choice, having, period_type, ages=none
) -%}
with periods as (
    {{ finished_periods(dataset, period_type) }}
),

counted as (
    select
        events.person_id,
        periods.period_start_on,
        periods.period_end_on,
        periods.resident_on,
        case
            when
                sum(case when {{ is_chosen_event(having) }} then 1 else 0 end)
                >= {{ having.least or 1 }}
                then 1
            else 0
        end as counted
    from {{ ref('lnk_timeline__' ~ dataset) }} as events
    inner join periods
        on
            periods.period_start_on <= events.happened_on
            and periods.period_end_on >= events.happened_on
    where
        events.superseded_on is null
        and (({{ is_chosen_event(choice) }}) or ({{ is_chosen_event(having) }}))
    group by
        events.person_id,
        periods.period_start_on,
        periods.period_end_on,
        periods.resident_on
    having sum(case when {{ is_chosen_event(choice) }} then 1 else 0 end) > 0
),

{{ placed_people('counted', ages) }},

parts as (
    select
        lsoa_code,
        period_start_on,
        period_end_on,
        counted as numerator,
        1 as denominator,
        counted as person_count
    from placed
)

{{ indicator_rows(indicator, period_type, 'parts') }}
{%- endmacro %}
