with runs as (
    {{ of_every_risk(
        'runs',
        [
            'run_digest', 'run_number', 'feature', 'bin_number', 'lower_bound', 'upper_bound',
            'category', 'is_missing', 'points', 'training_share',
        ],
    ) }}
),

registered as (
    select * from {{ ref('risk_runs') }}
    where status in ('forecasts', 'held')
),

features as (
    select * from {{ ref('risk_register__features') }}
),

risk_scorecards as (
    select
        runs.risk,
        runs.run_digest,
        runs.feature,
        coalesce(features.words, 'What everybody gets.') as words,
        runs.bin_number,
        runs.lower_bound,
        runs.upper_bound,
        runs.category,
        runs.is_missing,
        round(runs.points, 4) as points,
        round(runs.training_share, 2) as training_share
    from runs
    inner join registered
        on runs.risk = registered.risk and runs.run_digest = registered.run_digest
    left join features
        on runs.risk = features.risk and runs.feature = features.feature
)

select * from risk_scorecards
