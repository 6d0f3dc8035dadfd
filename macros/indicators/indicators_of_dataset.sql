{#- Indicators of one dataset, from one reading of its timeline. One row per indicator,
    small area and period: numerator, denominator and person_count (people behind the
    numerator).
    dataset: of the timeline; indicators: a list of dicts with
    - id: as in the catalogue;
    - choice: which events, see is_chosen_event();
    - period_type: of lnk_indicators__periods;
    - ages: [youngest, oldest] on the 1 September of the period, or none for everybody;
    - sex: F or M, or none for everybody;
    and either
    - counted: among the residents of the small area, events, people (with one), firsts
      (people whose first such event it was) or running (people in a spell on the last
      day), where people whom nobody had seen at an address count below the line too; or
    - having: of the people with a chosen event those who had these too, a dict as choice,
      and in it least (how many of them there must be; 1). -#}
{% macro indicators_of_dataset(dataset, indicators) -%}
{%- for indicator in indicators -%}
    {%- set where = 'lnk_indicators__' ~ dataset ~ '.sql: ' ~ indicator.id -%}
    {%- for key in indicator if key not in (
        'id', 'choice', 'period_type', 'ages', 'sex', 'counted', 'having'
    ) -%}
        {%- do exceptions.raise_compiler_error(
            where ~ " has '" ~ key ~ "', which nothing reads. It may have id, choice,"
            ~ " period_type, ages, sex, and counted or having."
        ) -%}
    {%- endfor -%}
    {%- set kinds = ['events', 'people', 'firsts', 'running'] -%}
    {%- if ('counted' in indicator) == ('having' in indicator)
        or indicator.counted not in kinds and 'counted' in indicator -%}
        {%- do exceptions.raise_compiler_error(
            where ~ " needs either 'counted', which is one of " ~ kinds | join(', ')
            ~ ", or 'having'."
        ) -%}
    {%- endif -%}
{%- endfor -%}
{%- if var('is_lint_run', false) -%}
    select * from {{ ref('lnk_timeline__' ~ dataset) }}
{%- else -%}
{%- set event_types = [] -%}
{#- one pass for each kind of period, and for spells another -#}
{%- set passes = {} -%}
{%- for indicator in indicators -%}
    {%- do event_types.extend(indicator.choice.events) -%}
    {%- do event_types.extend(indicator.having.events if indicator.having else []) -%}
    {%- set pass = ('spells_by_' if indicator.counted == 'running' else 'events_by_')
        ~ indicator.period_type -%}
    {%- do passes.setdefault(pass, []).append(indicator) -%}
{%- endfor -%}
with chosen as (
    select
        person_id,
        happened_on,
        ended_on
        {%- for indicator in indicators %},
        ({{ is_chosen_event(indicator.choice) }}) as is_{{ indicator.id }}
        {%- if indicator.having %},
        ({{ is_chosen_event(indicator.having) }}) as has_{{ indicator.id }}
        {%- endif %}
        {%- if indicator.counted == 'firsts' %},
        min(case when {{ is_chosen_event(indicator.choice) }} then happened_on end)
            over (partition by person_id) as first_{{ indicator.id }}
        {%- endif %}
        {%- endfor %}
    from {{ ref('lnk_timeline__' ~ dataset) }}
    where
        superseded_on is null
        and event_type in ('{{ event_types | unique | join("', '") }}')
),

periods as (
    {{ finished_periods(dataset, indicators | map(attribute='period_type') | unique) }}
),

residents as (
    select * from {{ ref('lnk_indicators__residents') }}
),

{% for pass, those in passes.items() -%}
{{ people_by_period(pass, those) }},

{% endfor -%}
parts as (
    {%- for pass, those in passes.items() %}
    {%- set is_first_pass = loop.first %}
    {%- for indicator in those %}
    {{ 'union all' if not (is_first_pass and loop.first) }}
    select
        '{{ indicator.id }}' as indicator_id,
        lsoa_code,
        '{{ indicator.period_type }}' as period_type,
        period_start_on,
        period_end_on,
        numerator_{{ indicator.id }} as numerator,
        denominator_{{ indicator.id }} as denominator,
        people_{{ indicator.id }} as person_count
    from {{ pass }}
    where {{ 'denominator' if indicator.having else 'people' }}_{{ indicator.id }} > 0
    {%- if not indicator.having %}
    union all
    {{ resident_parts(
        indicator.id, indicator.period_type, indicator.ages, indicator.sex
    ) }}
    {%- endif %}
    {%- endfor %}
    {%- endfor %}
)

{{ indicator_rows('parts') }}
{%- endif -%}
{%- endmacro %}
