{#- An indicator of the households that a risk model puts highest: as many as services can
    reach (capacity_share of the register) of those with somebody in the cohort, by the
    chance that anybody of them has the outcome in the twelve months after the index date.
    One row per small area and index date; none when the model failed its own floor, or is
    retired. Who is not known to live at one address has no household and is left out.
    indicator: its id; risk: as in the register; unknown: false for the share of households
    that are at risk; true for the share of those that are unknown to services: nobody of
    them was in children's social care or early help, youth justice, drug or alcohol
    treatment or social prescribing in the twelve months before, as known then. -#}
{% macro households_at_risk(indicator, risk, unknown=false) -%}
{%- set services = {
    'childrens_social_care_episodes': ['social_care_episode'],
    'youth_offending': ['youth_justice_outcome', 'youth_offence'],
    'drug_alcohol_treatment': ['drug_alcohol_treatment'],
    'social_prescribing_referrals': ['social_prescribing_referral'],
} -%}
with cohort as (
    select * from {{ ref('risk_' ~ risk ~ '__cohort') }}
),

scores as (
    select * from {{ ref('risk_' ~ risk ~ '__scores') }}
    where
        is_champion
        and purpose = 'forecast'
        and household_id is not null
),

register as (
    select * from {{ ref('risk_register__risks') }}
    where risk = '{{ risk }}'
),

failed as (
    select count(*) as floor_count
    from {{ ref('risk_' ~ risk ~ '__performance') }}
    where measure = 'below_floor'
),
{% if unknown %}
homes as (
    select * from {{ ref('lnk_people__homes_by_date') }}
    where household_id is not null
),

contacts as (
    {%- for dataset, events in services.items() %}
    {{ 'union all' if not loop.first }}
    select
        person_id,
        happened_on,
        -- a spell that runs has not ended
        {%- if dataset in ('childrens_social_care_episodes', 'drug_alcohol_treatment') %}
        coalesce(ended_on, cast('9999-12-31' as date)) as last_on,
        {%- else %}
        happened_on as last_on,
        {%- endif %}
        known_on,
        superseded_on
    from {{ ref('lnk_timeline__' ~ dataset) }}
    where event_type in ('{{ events | join("', '") }}')
    {%- endfor %}
),
{% endif %}
households as (
    select
        scores.household_id,
        scores.index_date,
        min(cohort.lsoa_code) as lsoa_code,
        max(scores.household_probability) as household_probability
    from scores
    inner join cohort
        on
            scores.person_id = cohort.person_id
            and scores.index_date = cohort.index_date
    group by scores.household_id, scores.index_date
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
        ranked.household_id,
        ranked.index_date,
        ranked.lsoa_code,
        ranked.place <= round(register.capacity_share * ranked.household_count)
            as is_at_risk
    from ranked
    cross join register
    cross join failed
    where failed.floor_count = 0
),
{% if unknown %}
known as (
    select distinct
        judged.household_id,
        judged.index_date
    from judged
    inner join homes
        on
            judged.household_id = homes.household_id
            and judged.index_date = homes.home_on
    inner join contacts
        on
            homes.person_id = contacts.person_id
            and judged.index_date >= contacts.happened_on
            and contacts.last_on > judged.index_date - interval '12' month
            and {{ is_known_on('contacts', 'judged.index_date') }}
    where judged.is_at_risk
),

counted as (
    select
        judged.index_date,
        judged.lsoa_code,
        case when known.household_id is null then 1 else 0 end as counted
    from judged
    left join known
        on
            judged.household_id = known.household_id
            and judged.index_date = known.index_date
    where judged.is_at_risk
),
{% else %}
counted as (
    select
        index_date,
        lsoa_code,
        case when is_at_risk then 1 else 0 end as counted
    from judged
),
{% endif %}
parts as (
    select
        lsoa_code,
        index_date as period_start_on,
        cast(index_date + interval '1' year - interval '1' day as date)
            as period_end_on,
        counted as numerator,
        1 as denominator,
        counted as person_count
    from counted
)

{{ indicator_rows(indicator, 'academic_year', 'parts') }}
{%- endmacro %}
