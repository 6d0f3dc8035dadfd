{#- What is known on the index date of each row of a risk's cohort that is learnt from or
    scored, from the timeline and of the people around; what the cohort itself gives is not
    repeated. The columns are declared in the model's YAML (see docs/risk.md).
    risk: as in the register; timeline: the datasets whose events are read, which must be
    shared for the risk's purpose; with_household: whether the people around somebody
    count, from risk_<risk>__people. -#}
{% macro risk_features(risk, timeline, with_household=false) -%}
{%- set cohort = ref('risk_' ~ risk ~ '__cohort') -%}
{%- set people = ref('risk_' ~ risk ~ '__people') if with_household else none -%}
{%- set tables = [] -%}
{%- for dataset in timeline -%}
    {%- do tables.append(ref('lnk_timeline__' ~ dataset)) -%}
{%- endfor -%}
{%- if not execute or var('is_lint_run', false) -%}
    select * from {{ cohort }}
{%- else -%}
{%- set features = declared_features(risk) | rejectattr('given') | list -%}
{%- set of_events = features | rejectattr('measure', 'in', ('people', 'age_at_birth'))
    | list -%}
{%- set of_people = features | selectattr('measure', 'in', ('people', 'age_at_birth')) | list -%}
{%- set types = of_events | map(attribute='events') | sum(start=[]) | unique | sort -%}
with cohort as (
    {{ members_to_describe(risk) }}
),

{% if with_household -%}
people as (
    select
        person_id,
        index_date,
        person_id as member_person_id,
        'self' as relation
    from cohort
    union all
    select
        person_id,
        index_date,
        member_person_id,
        relation
    from {{ people }}
    where relation <> 'self'
),
{%- else -%}
people as (
    select
        person_id,
        index_date,
        person_id as member_person_id,
        'self' as relation
    from cohort
),
{%- endif %}

events as (
    {%- for table in tables %}
    {{ 'union all' if not loop.first }}
    select
        person_id,
        event_type,
        event_code,
        event_value,
        happened_on,
        ended_on,
        known_on,
        superseded_on
    from {{ table }}
    where event_type in ('{{ types | join("', '") }}')
    {%- endfor %}
),

known_events as (
    select
        people.person_id,
        people.index_date,
        people.relation,
        events.event_type,
        events.event_code,
        events.event_value,
        events.happened_on,
        events.ended_on,
        events.known_on
    from people
    inner join events
        on
            people.member_person_id = events.person_id
            and people.index_date >= events.happened_on
            and {{ is_known_on('events', 'people.index_date') }}
),

measured as (
    select
        person_id,
        index_date
        {%- for feature in of_events %},
        {{ feature_of_events(feature) }} as {{ feature.name }}
        {%- endfor %}
    from known_events
    group by person_id, index_date
){% if of_people %},

composed as (
    select
        person_id,
        index_date
        {%- for feature in of_people %},
        {{ feature_of_people(feature) }} as {{ feature.name }}
        {%- endfor %}
    from {{ people }}
    group by person_id, index_date
){% endif %},

features as (
    select
        cohort.person_id,
        cohort.index_date
        {%- for feature in features %},
        {% if feature in of_people -%}
            composed.{{ feature.name }}
        {%- elif feature.missing == 'zero' -%}
            coalesce(measured.{{ feature.name }}, 0) as {{ feature.name }}
        {%- else -%}
            measured.{{ feature.name }}
        {%- endif %}
        {%- endfor %}
    from cohort
    left join measured
        on
            cohort.person_id = measured.person_id
            and cohort.index_date = measured.index_date
    {%- if of_people %}
    left join composed
        on
            cohort.person_id = composed.person_id
            and cohort.index_date = composed.index_date
    {%- endif %}
)

select * from features
{%- endif -%}
{%- endmacro %}
