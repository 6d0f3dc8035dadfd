with runs as (
    select * from {{ ref('risk_register__runs') }}
),

risks as (
    select * from {{ ref('risk_register__risks') }}
),

newest as (
    select
        runs.*,
        risks.decision,
        risks.decided_on,
        risks.decided_by,
        risks.reason,
        max(runs.run_number) over (partition by runs.risk) = runs.run_number
            as is_newest,
        coalesce(risks.decision in ('freeze', 'roll_back'), false) as is_risk_held,
        coalesce(risks.run_digest = runs.run_digest, false) as is_named
    from runs
    inner join risks on runs.risk = risks.risk
),

stated as (
    select
        *,
        case
            when decision = 'retire' then 'retired'
            when is_risk_held and is_named then 'held'
            when is_newest and not is_risk_held and is_below_floor
                then 'below its floor'
            when is_newest and not is_risk_held then 'forecasts'
            when is_newest then 'waits'
            else 'superseded'
        end as status
    from newest
),

risk_runs as (
    select
        risk,
        run_digest,
        run_number,
        status,
        case
            when status in ('held', 'retired') then decided_by
            when status = 'forecasts' then 'the rule: the newest run forecasts'
        end as promoted_by,
        case when status in ('held', 'retired') then decided_on end as decided_on,
        case when status in ('held', 'retired') then reason end as reason,
        deliveries_until,
        code_version,
        data_version,
        parameters,
        trained_from,
        trained_to,
        {{ rounded_count('training_count') }} as people_learnt_from,
        tested_on,
        round(auc, 4) as auc,
        round(auc_lower_95, 4) as auc_lower_95,
        round(auc_upper_95, 4) as auc_upper_95,
        round(brier, 4) as brier,
        round(calibration_slope, 4) as calibration_slope,
        round(calibration_intercept, 4) as calibration_intercept
    from stated
)

select * from risk_runs
