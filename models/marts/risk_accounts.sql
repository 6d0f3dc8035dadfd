with items as (
    select * from {{ ref('risk_reporting_items') }}
),

card as (
    select * from {{ ref('risk_model_card') }}
),

risks as (
    select risk from {{ ref('risk_register') }}
),

answered as (
    select
        risks.risk,
        items.standard,
        items.section,
        items.item_number,
        items.item,
        items.part,
        card.item as card_item,
        case
            when items.answered_by is null then items.words
            when card.value is null then 'Nothing on record.'
            else card.value
        end as answer,
        items.where_answered
    from risks
    cross join items
    left join card
        on
            risks.risk = card.risk
            and card.item like items.answered_by
),

risk_accounts as (
    select
        risk,
        standard,
        section,
        item_number,
        item,
        row_number() over (
            partition by risk, standard, item_number, item
            order by part asc, card_item asc
        ) as answer_number,
        card_item,
        answer,
        where_answered
    from answered
)

select * from risk_accounts
