with risk_register as (
    select * from {{ ref('risk_register') }}
),

scores as (
    select * from {{ ref('risk_school_readiness__scores') }}
),

performance as (
    select * from {{ ref('risk_model_performance') }}
),

features as (
    select * from {{ ref('risk_school_readiness__features') }}
),

registered as (
    {{ item_rows(
        'risk_register',
        ['risk_name', 'cohort', 'outcome', 'horizon', 'use_permitted', 'owner_role'],
    ) }}
),

fits as (
    select
        'school_readiness' as risk,
        purpose,
        max(index_date) as newest_index_date,
        min(trained_from) as learnt_from,
        max(trained_to) as learnt_to,
        'about ' || {{ rounded_count('max(training_count)') }} as children_learnt_from,
        'about ' || {{ rounded_count('max(training_outcome_count)') }}
            as outcomes_learnt_from,
        'about ' || {{ rounded_count('count(*)') }} as children_scored
    from scores
    where is_champion
    group by purpose
),

fitted as (
    {{ item_rows(
        'fits',
        [
            'newest_index_date', 'learnt_from', 'learnt_to', 'children_learnt_from',
            'outcomes_learnt_from', 'children_scored',
        ],
        prefix="purpose || ': '",
    ) }}
),

described as (
    select
        'school_readiness' as risk,
        'about ' || {{ rounded_count('count(*)') }} as children_described
    from features
),

known_cohort as (
    {{ item_rows('described', ['children_described']) }}
),

judged as (
    select
        risk,
        measure || ' of ' || model as item,
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
    where group_name = 'all' and measure = 'none'
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
