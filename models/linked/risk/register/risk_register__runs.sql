{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['risk', 'run_digest'],
    on_schema_change='append_new_columns',
    full_refresh=false,
) }}
with runs as (
    {{ of_every_risk(
        'runs',
        [
            'run_digest', 'run_number', 'deliveries_until', 'code_version', 'data_version',
            'parameters', 'trained_from', 'trained_to', 'training_count',
            'training_outcome_count',
        ],
        only_where="feature = '(intercept)'",
    ) }}
),

newest_runs as (
    select * from runs
    qualify row_number() over (partition by risk order by run_number desc) = 1
),

performance as (
    {{ of_every_risk(
        'performance',
        ['index_date', 'measure', 'value', 'lower_95', 'upper_95'],
        only_where="is_champion and (group_name = 'all' or measure = 'none')",
    ) }}
),

newest_tests as (
    select
        risk,
        index_date as tested_on,
        max(value) filter (where measure = 'auc') as auc,
        max(lower_95) filter (where measure = 'auc') as auc_lower_95,
        max(upper_95) filter (where measure = 'auc') as auc_upper_95,
        max(value) filter (where measure = 'brier') as brier,
        max(value) filter (where measure = 'calibration_slope') as calibration_slope,
        max(value) filter (where measure = 'calibration_intercept')
            as calibration_intercept,
        count(*) filter (where measure = 'below_floor') > 0 as is_below_floor
    from performance
    where index_date is not null
    group by risk, index_date
    qualify row_number() over (partition by risk order by index_date desc) = 1
),

registered as (
    select
        newest_runs.*,
        newest_tests.tested_on,
        newest_tests.auc,
        newest_tests.auc_lower_95,
        newest_tests.auc_upper_95,
        newest_tests.brier,
        newest_tests.calibration_slope,
        newest_tests.calibration_intercept,
        coalesce(newest_tests.is_below_floor, false) as is_below_floor
    from newest_runs
    left join newest_tests on newest_runs.risk = newest_tests.risk
)

select * from registered
{% if is_incremental() -%}
    where
        (risk, run_digest, run_number) not in (
            select
                risk,
                run_digest,
                run_number
            from {{ this }}
        )
{%- endif %}
