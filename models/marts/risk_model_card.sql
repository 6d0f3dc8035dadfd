with risk_register as (
    select * from {{ ref('risk_register') }}
),

scorecards as (
    {{ of_every_risk(
        'scorecards',
        [
            'purpose', 'index_date', 'trained_from', 'trained_to', 'training_count',
            'training_outcome_count',
        ],
        only_where="feature = '(intercept)'",
    ) }}
),

scored as (
    {{ of_every_risk(
        'scores', ['purpose', 'count(*) as people_scored'], group_by='purpose'
    ) }}
),

performance as (
    select * from {{ ref('risk_model_performance') }}
),

cohorts as (
    {{ of_every_risk('cohort', ['count(*) as people_described']) }}
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
