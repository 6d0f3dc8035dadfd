with risk_register as (
    select * from {{ ref('risk_register') }}
),

risk_decisions as (
    select * from {{ ref('risk_decisions') }}
),

newest_decisions as (
    select
        risk,
        decided_on,
        decision,
        run_digest,
        decided_by,
        reason
    from risk_decisions
    qualify
        row_number() over (
            partition by risk
            order by decided_on desc
        ) = 1
),

risks as (
    select
        risk_register.risk,
        risk_register.capacity_share,
        risk_register.lowest_auc,
        newest_decisions.decided_on,
        newest_decisions.decision,
        newest_decisions.run_digest,
        newest_decisions.decided_by,
        newest_decisions.reason
    from risk_register
    left join newest_decisions on risk_register.risk = newest_decisions.risk
)

select * from risks
