{#- What is known on the index date of each row of a risk's cohort that is learnt from or
    scored, from the timeline, of the people around and of the small area; what the cohort
    itself gives is not repeated. The columns are declared in the model's YAML (see docs/risk.md).
    risk: as in the register; timeline: the datasets whose events are read, which must be
    shared for the risk's purpose; with_household: whether the people around somebody
    count, from risk_<risk>__people; with_area: whether those of the small area do. -#}
{% macro risk_features(risk, timeline, with_household=false, with_area=false) -%}
{%- set cohort = ref('risk_' ~ risk ~ '__cohort') -%}
{%- set people = ref('risk_' ~ risk ~ '__people') if with_household else none -%}
{%- set homes = ref('lnk_people__homes_by_date') if with_area else none -%}
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
{%- set of_area = of_events | selectattr('about', 'equalto', 'area') | list -%}
{%- set of_events = of_events | rejectattr('about', 'equalto', 'area') | list -%}
{%- if of_area and not with_area -%}
    {{ exceptions.raise_compiler_error(
        of_area[0].name ~ ": `about: area` needs `with_area=true` in the risk_features() of "
        ~ risk ~ "."
    ) }}
{%- endif -%}
{%- set types = (of_events + of_area) | map(attribute='events') | sum(start=[]) | unique | sort -%}
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
){% if of_area %},

residents as (
    select
        homes.person_id,
        homes.lsoa_code,
        homes.home_on as index_date
    from {{ homes }} as homes
    inner join (select distinct index_date from cohort) as index_dates
        on
            homes.home_on = index_dates.index_date
            and homes.observed_on >= index_dates.index_date - interval '5' year
    where homes.lsoa_code is not null
),

area_events as (
    select
        residents.lsoa_code,
        residents.index_date,
        'area' as relation,
        events.event_type,
        events.event_code,
        events.event_value,
        events.happened_on,
        events.ended_on,
        events.known_on
    from residents
    inner join events
        on
            residents.person_id = events.person_id
            and residents.index_date >= events.happened_on
            and {{ is_known_on('events', 'residents.index_date') }}
    where
        events.event_type in (
            '{{ of_area | map(attribute="events") | sum(start=[]) | unique | join("', '") }}'
        )
),

measured_areas as (
    select
        lsoa_code,
        index_date
        {%- for feature in of_area %},
        {{ feature_of_events(feature) }} as {{ feature.name }}
        {%- endfor %}
    from area_events
    group by lsoa_code, index_date
),

-- per 1,000 who live there
areas as (
    select
        residents.lsoa_code,
        residents.index_date
        {%- for feature in of_area %},
        1000.0 * coalesce(max(measured_areas.{{ feature.name }}), 0)
        / count(*) as {{ feature.name }}
        {%- endfor %}
    from residents
    left join measured_areas
        on
            residents.lsoa_code = measured_areas.lsoa_code
            and residents.index_date = measured_areas.index_date
    group by residents.lsoa_code, residents.index_date
){% endif %}{% if of_people %},

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
        {%- elif feature in of_area -%}
            areas.{{ feature.name }}
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
    {%- if of_area %}
    left join areas
        on
            cohort.lsoa_code = areas.lsoa_code
            and cohort.index_date = areas.index_date
    {%- endif %}
)

select * from features
{%- endif -%}
{%- endmacro %}
