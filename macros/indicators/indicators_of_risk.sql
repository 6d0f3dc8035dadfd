{#- Three indicators of a risk model. One row per indicator, small area and index date; none
    when the model failed its own floor, or is retired.
    - expected: how many people it expects to have its outcome in the period;
    - at_risk: the share of the households with somebody in the cohort that it puts highest:
      as many as services can reach (capacity_share of the register), by the chance that
      anybody of them has the outcome. Who is not known to live at one address has no
      household and is left out;
    - unknown: the share of these that were unknown to services on the index date
      (lnk_indicators__known_households).
    risk: as in the register; indicators: a dict with the ids of the three; period: columns
    of the cohort between which what is expected lies, or none for the twelve months from the
    index date. -#}
{% macro indicators_of_risk(risk, indicators, period=none) -%}
{%- if var('is_lint_run', false) -%}
    select * from {{ ref('risk_' ~ risk ~ '__cohort') }}
{%- else -%}
with cohort as (
    select
        *,
        {% if period -%}
        {{ period[0] }} as expected_from,
        {{ period[1] }} as expected_until,
        {%- else -%}
        index_date as expected_from,
        cast(index_date + interval '1' year - interval '1' day as date) as expected_until,
        {%- endif %}
        cast(index_date + interval '1' year - interval '1' day as date) as year_ends_on
    from {{ ref('risk_' ~ risk ~ '__cohort') }}
),

scores as (
    select * from {{ ref('risk_' ~ risk ~ '__scores') }}
    where is_champion and purpose = 'forecast'
),

register as (
    select * from {{ ref('risk_register__risks') }}
    where risk = '{{ risk }}'
),

known as (
    select * from {{ ref('lnk_indicators__known_households') }}
),

-- a model that failed its own floor publishes nothing
failed as (
    select count(*) as floor_count
    from {{ ref('risk_' ~ risk ~ '__performance') }}
    where measure = 'below_floor'
),

forecasts as (
    select
        cohort.lsoa_code,
        cohort.index_date,
        cohort.year_ends_on,
        cohort.expected_from,
        cohort.expected_until,
        scores.probability,
        scores.household_id,
        scores.household_probability
    from cohort
    inner join scores
        on
            cohort.person_id = scores.person_id
            and cohort.index_date = scores.index_date
    cross join failed
    where failed.floor_count = 0
),

households as (
    select
        household_id,
        index_date,
        year_ends_on,
        min(lsoa_code) as lsoa_code,
        max(household_probability) as household_probability
    from forecasts
    where household_id is not null
    group by household_id, index_date, year_ends_on
),

ranked as (
    select
        *,
        row_number() over (
            partition by index_date
            order by household_probability desc, household_id asc
        ) as place,
        count(*) over (partition by index_date) as household_count
    from households
),

judged as (
    select
        ranked.lsoa_code,
        ranked.index_date,
        ranked.year_ends_on,
        case
            when
                ranked.place <= round(register.capacity_share * ranked.household_count)
                then 1
            else 0
        end as at_risk,
        case when known.household_id is null then 1 else 0 end as unknown
    from ranked
    cross join register
    left join known
        on
            ranked.household_id = known.household_id
            and ranked.index_date = known.home_on
),

parts as (
    select
        '{{ indicators.expected }}' as indicator_id,
        lsoa_code,
        'academic_year' as period_type,
        expected_from as period_start_on,
        expected_until as period_end_on,
        probability as numerator,
        1 as denominator,
        probability as person_count
    from forecasts
    union all
    select
        '{{ indicators.at_risk }}' as indicator_id,
        lsoa_code,
        'academic_year' as period_type,
        index_date as period_start_on,
        year_ends_on as period_end_on,
        at_risk as numerator,
        1 as denominator,
        at_risk as person_count
    from judged
    union all
    select
        '{{ indicators.unknown }}' as indicator_id,
        lsoa_code,
        'academic_year' as period_type,
        index_date as period_start_on,
        year_ends_on as period_end_on,
        unknown as numerator,
        1 as denominator,
        unknown as person_count
    from judged
    where at_risk = 1
)

{{ indicator_rows('parts') }}
{%- endif -%}
{%- endmacro %}
