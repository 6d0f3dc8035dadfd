{#- CTEs of indicators_of_dataset() that count the people of indicators in periods of one
    kind; the last, one row per small area and period, has for each indicator
    numerator_, denominator_ and people_<id>. They read its CTEs chosen and periods.
    pass: the name of the last, which begins with spells where those of the last day of the
    period count and not events in it; indicators: as there. -#}
{% macro people_by_period(pass, indicators) -%}
{%- set has_traits =
    indicators | selectattr('ages') | list + indicators | selectattr('sex') | list -%}
people_with_{{ pass }} as (
    select
        chosen.person_id,
        periods.period_start_on
        {%- for indicator in indicators %},
        count(*) filter (
            where chosen.is_{{ indicator.id }}
            {%- if indicator.counted == 'firsts' %}
            and chosen.happened_on = chosen.first_{{ indicator.id }}
            {%- endif %}
        ) as {{ indicator.id }}
        {%- if indicator.having %},
        count(*) filter (where chosen.has_{{ indicator.id }}) as has_{{ indicator.id }}
        {%- endif %}
        {%- endfor %}
    from chosen
    inner join periods
        on
            periods.period_end_on >= chosen.happened_on
            {%- if pass.startswith('spells') %}
            and (chosen.ended_on is null or chosen.ended_on > periods.period_end_on)
            {%- else %}
            and periods.period_start_on <= chosen.happened_on
            {%- endif %}
    where
        periods.period_type = '{{ indicators[0].period_type }}'
        and (
            {%- for indicator in indicators %}
            {{ 'or ' if not loop.first }}chosen.is_{{ indicator.id }}
            {%- if indicator.having %}
            or chosen.has_{{ indicator.id }}
            {%- endif %}
            {%- endfor %}
        )
    group by chosen.person_id, periods.period_start_on
),

dated_with_{{ pass }} as (
    select
        people_with_{{ pass }}.*,
        periods.period_end_on,
        periods.resident_on
    from people_with_{{ pass }}
    inner join periods
        on people_with_{{ pass }}.period_start_on = periods.period_start_on
    where periods.period_type = '{{ indicators[0].period_type }}'
),

placed_with_{{ pass }} as (
    {{ placed_people('dated_with_' ~ pass, has_traits) }}
),

{{ pass }} as (
    select
        lsoa_code,
        period_start_on,
        period_end_on
        {%- for indicator in indicators %}
        {%- set is_meant =
            indicator.id ~ ' > 0' ~ is_of_group(indicator.ages, indicator.sex) %}
        {%- if indicator.having %}
        {%- set has_it = 'has_' ~ indicator.id ~ ' >= ' ~ (indicator.having.least or 1) %},
        count(*) filter (where {{ is_meant }} and {{ has_it }}) as numerator_{{ indicator.id }},
        count(*) filter (where {{ is_meant }}) as denominator_{{ indicator.id }},
        count(*) filter (where {{ is_meant }} and {{ has_it }}) as people_{{ indicator.id }}
        {%- else %},
        {{ 'sum(' ~ indicator.id ~ ')' if indicator.counted == 'events' else 'count(*)' }}
            filter (where {{ is_meant }}) as numerator_{{ indicator.id }},
        count(*) filter (where {{ is_meant }} and not is_resident)
            as denominator_{{ indicator.id }},
        count(*) filter (where {{ is_meant }}) as people_{{ indicator.id }}
        {%- endif %}
        {%- endfor %}
    from placed_with_{{ pass }}
    group by lsoa_code, period_start_on, period_end_on
)
{%- endmacro %}
