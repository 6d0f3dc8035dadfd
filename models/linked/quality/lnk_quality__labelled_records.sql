with labelled_records as (
    select * from {{ ref('stg_evaluation__labelled_records') }}
),

identified as (
    select * from {{ ref('lnk_people__identified') }}
),

found as (
    select
        labelled_records.partner,
        labelled_records.dataset,
        labelled_records.record_token,
        labelled_records.role,
        labelled_records.partner || '.' || labelled_records.dataset as record_source,
        labelled_records.person_label_token,
        identified.person_id,
        identified.group_token
    from labelled_records
    inner join identified
        on
            labelled_records.record_token = identified.record_token
            and labelled_records.partner = identified.partner
            and labelled_records.dataset = identified.dataset
            and labelled_records.role = identified.role
)

select * from found
