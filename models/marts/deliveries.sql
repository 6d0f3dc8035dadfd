with files as (
    select * from {{ ref('stg_landing__files') }}
),

deliveries as (
    select
        partner,
        dataset,
        delivery_date,
        file_name,
        sha256,
        cast(rows_read as bigint) as rows_read,
        cast(rows_staged as bigint) as rows_staged,
        cast(rows_rejected as bigint) as rows_rejected,
        status,
        reason_code,
        reason
    from files
)

select * from deliveries
