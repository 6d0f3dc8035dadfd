with risk_register as (
    select * from {{ ref('risk_register') }}
),

scorecards as (
    select * from {{ ref('risk_school_readiness__scorecards') }}
    where feature = '(intercept)'
    union all
    select * from {{ ref('risk_domestic_abuse_escalation__scorecards') }}
    where feature = '(intercept)'
    union all
    select * from {{ ref('risk_violence_and_vulnerability__scorecards') }}
    where feature = '(intercept)'
    union all
    select * from {{ ref('risk_unnecessary_ae__scorecards') }}
    where feature = '(intercept)'
    union all
    select * from {{ ref('risk_school_exclusion__scorecards') }}
    where feature = '(intercept)'
    union all
    select * from {{ ref('risk_falls__scorecards') }}
    where feature = '(intercept)'
),

scored as (
    select
        'school_readiness' as risk,
        purpose,
        count(*) as people_scored
    from {{ ref('risk_school_readiness__scores') }}
    group by purpose
    union all
    select
        'domestic_abuse_escalation' as risk,
        purpose,
        count(*) as people_scored
    from {{ ref('risk_domestic_abuse_escalation__scores') }}
    group by purpose
    union all
    select
        'violence_and_vulnerability' as risk,
        purpose,
        count(*) as people_scored
    from {{ ref('risk_violence_and_vulnerability__scores') }}
    group by purpose
    union all
    select
        'unnecessary_ae' as risk,
        purpose,
        count(*) as people_scored
    from {{ ref('risk_unnecessary_ae__scores') }}
    group by purpose
    union all
    select
        'school_exclusion' as risk,
        purpose,
        count(*) as people_scored
    from {{ ref('risk_school_exclusion__scores') }}
    group by purpose
    union all
    select
        'falls' as risk,
        purpose,
        count(*) as people_scored
    from {{ ref('risk_falls__scores') }}
    group by purpose
),

performance as (
    select * from {{ ref('risk_model_performance') }}
),

cohorts as (
    select
        'school_readiness' as risk,
        count(*) as people_described
    from {{ ref('risk_school_readiness__cohort') }}
    union all
    select
        'domestic_abuse_escalation' as risk,
        count(*) as people_described
    from {{ ref('risk_domestic_abuse_escalation__cohort') }}
    union all
    select
        'violence_and_vulnerability' as risk,
        count(*) as people_described
    from {{ ref('risk_violence_and_vulnerability__cohort') }}
    union all
    select
        'unnecessary_ae' as risk,
        count(*) as people_described
    from {{ ref('risk_unnecessary_ae__cohort') }}
    union all
    select
        'school_exclusion' as risk,
        count(*) as people_described
    from {{ ref('risk_school_exclusion__cohort') }}
    union all
    select
        'falls' as risk,
        count(*) as people_described
    from {{ ref('risk_falls__cohort') }}
),

registered as (
    {{ item_rows(
        'risk_register',
        ['risk_name', 'cohort', 'outcome', 'horizon', 'use_permitted', 'owner_role'],
    ) }}
),

fits as (
    select
        scorecards.risk,
        scorecards.purpose,
        max(scorecards.index_date) as newest_index_date,
        min(scorecards.trained_from) as learnt_from,
        max(scorecards.trained_to) as learnt_to,
        'about ' || {{ rounded_count('max(scorecards.training_count)') }}
            as people_learnt_from,
        'about ' || {{ rounded_count('max(scorecards.training_outcome_count)') }}
            as outcomes_learnt_from,
        'about ' || {{ rounded_count('max(scored.people_scored)') }} as people_scored
    from scorecards
    inner join scored
        on
            scorecards.risk = scored.risk
            and scorecards.purpose = scored.purpose
    group by scorecards.risk, scorecards.purpose
),

fitted as (
    {{ item_rows(
        'fits',
        [
            'newest_index_date', 'learnt_from', 'learnt_to', 'people_learnt_from',
            'outcomes_learnt_from', 'people_scored',
        ],
        prefix="purpose || ': '",
    ) }}
),

described as (
    select
        risk,
        'about ' || {{ rounded_count('people_described') }} as people_described
    from cohorts
),

known_cohort as (
    {{ item_rows('described', ['people_described']) }}
),

judged as (
    select
        risk,
        measure || ' of ' || model || ' on ' || cast(index_date as varchar) as item,
        cast(value as varchar)
        || coalesce(
            ' (95 % interval ' || cast(lower_95 as varchar)
            || ' to ' || cast(upper_95 as varchar) || ')',
            ''
        ) as value
    from performance
    where group_name = 'all' and value is not null
),

not_judged as (
    select
        risk,
        'statement ' || row_number() over (partition by risk order by note) as item,
        note as value
    from performance
    where value is null and measure in ('none', 'leak_alarm', 'below_floor')
),

risk_model_card as (
    select * from registered
    union all
    select * from fitted
    union all
    select * from known_cohort
    union all
    select * from judged
    union all
    select * from not_judged
)

select * from risk_model_card
