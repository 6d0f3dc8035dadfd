with risk_register as (
    select * from {{ ref('risk_register') }}
),

risks as (
    select
        risk,
        capacity_share,
        lowest_auc
    from risk_register
)

select * from risks
