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

drift as (
    select * from {{ ref('risk_drift') }}
),

-- the run that forecasts; of a risk that none does, the newest
run as (
    select * from {{ ref('risk_runs') }}
    qualify
        row_number() over (
            partition by risk
            order by status in ('forecasts', 'held') desc, run_number desc
        ) = 1
),

bins as (
    select
        *,
        case when is_missing then cast(training_share as decimal(9, 2)) end
            as missing_share
    from {{ ref('risk_scorecards') }}
    where feature <> '(intercept)'
),

uses as (
    select
        purpose_uses.purpose_id,
        risk_register.risk
    from {{ ref('purpose_uses') }} as purpose_uses
    inner join risk_register on purpose_uses.used_by = 'risk_' || risk_register.risk
),

cohorts as (
    {{ of_every_risk('cohort', ['count(*) as people_described']) }}
),

registered as (
    {{ item_rows(
        'risk_register',
        [
            'risk_name', 'cohort', 'outcome', 'horizon', 'use_permitted', 'owner_role',
            'capacity_share', 'lowest_auc',
        ],
    ) }}
),

of_the_run as (
    {{ item_rows(
        'run',
        [
            'status', 'promoted_by', 'decided_on', 'reason', 'run_digest', 'run_number',
            'deliveries_until', 'code_version', 'data_version', 'parameters',
        ],
        prefix="'run: '",
    ) }}
),

effects as (
    select
        risk,
        'feature: ' || feature as item,
        words
        || ' Log-odds ' || cast(min(points) as varchar)
        || ' to ' || cast(max(points) as varchar)
        || coalesce(
            '; missing for '
            || cast(round(100 * max(missing_share)) as varchar)
            || ' %',
            ''
        )
        || '.' as value
    from bins
    group by risk, feature, words
),

permitted as (
    select
        uses.risk,
        'purpose: ' || purposes.title as item,
        purposes.description as value
    from uses
    inner join {{ ref('purposes') }} as purposes
        on uses.purpose_id = purposes.purpose_id
    union all
    select
        uses.risk,
        'protocol: ' || protocols.protocol_id as item,
        protocols.title || ', ' || protocols.partner || '. ' || protocols.lawful_basis
            as value
    from uses
    inner join {{ ref('sharing_protocol_purposes') }} as allowed
        on uses.purpose_id = allowed.purpose_id
    inner join {{ ref('sharing_protocols') }} as protocols
        on allowed.protocol_id = protocols.protocol_id
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

-- what a reader must know before trusting it, told by the figures themselves
newest_tests as (
    select * from performance
    where is_champion
    qualify
        index_date = max(index_date) over (partition by risk)
        or index_date is null
),

limits as (
    select
        risk,
        note as value
    from performance
    where
        value is null
        and group_name in ('all', 'feature')
        and measure in ('none', 'leak_alarm', 'below_floor')
    union all
    select
        risk,
        'Too few people to judge it for ' || cast(count(*) as varchar)
        || ' groups by ' || group_name || ' on ' || cast(index_date as varchar) || '.'
            as value
    from newest_tests
    where
        value is null
        and group_name not in ('all', 'feature')
        and measure = 'none'
    group by risk, group_name, index_date
    union all
    select
        risk,
        'Of ' || group_name || ' ' || group_value
        || ' the ' || replace(measure, '_', ' ')
        || ' is ' || cast(round(value, 3) as varchar)
        || ' (95 % interval ' || cast(round(lower_95, 3) as varchar)
        || ' to ' || cast(round(upper_95, 3) as varchar)
        || '): the list serves this group otherwise than everybody.' as value
    from newest_tests
    where
        measure in ('false_positive_rate_gap', 'false_negative_rate_gap')
        and (lower_95 > 0 or upper_95 < 0)
    union all
    select
        risk,
        'The calibration slope was ' || cast(value as varchar) || ' on '
        || cast(index_date as varchar) || ': probabilities are too '
        || case when value < 1 then 'extreme' else 'flat' end || '.' as value
    from newest_tests
    where
        measure = 'calibration_slope'
        and group_name = 'all'
        and (upper_95 < 0.9 or lower_95 > 1.1)
    union all
    select
        risk,
        group_value || ' (' || replace(measure, '_', ' ') || ' '
        || cast(value as varchar) || ' on ' || cast(index_date as varchar) || '): '
        || note as value
    from drift
    where note is not null and note <> 'c'
),

numbered_limits as (
    select
        risk,
        'limit ' || row_number() over (partition by risk order by value) as item,
        value
    from (select distinct * from limits) as distinct_limits
),

risk_model_card as (
    select * from registered
    union all
    select * from of_the_run
    union all
    select * from fitted
    union all
    select * from known_cohort
    union all
    select * from effects
    union all
    select * from permitted
    union all
    select * from judged
    union all
    select * from numbered_limits
)

select * from risk_model_card
