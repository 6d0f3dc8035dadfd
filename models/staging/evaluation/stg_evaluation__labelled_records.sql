with labelled as (
    select
        *,
        max(left(delivered_in, 10)) over () as newest_delivery_date
    from {{ ref('base_evaluation__labelled_records') }}
),

newest as (
    select distinct
        partner,
        dataset,
        record_token,
        role,
        person_label_token,
        household_label_token
    from labelled
    where left(delivered_in, 10) = newest_delivery_date
)

select * from newest
