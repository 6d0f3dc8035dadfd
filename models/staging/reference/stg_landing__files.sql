with files as (
    select * from {{ source('landing', 'files') }}
),

file_rows as (
    select * from {{ source('landing', 'file_rows') }}
),

counted as (
    select
        files.partner,
        files.dataset,
        files.delivery_date,
        files.file_name,
        files.sha256,
        files.size_bytes,
        coalesce(file_rows.rows_read, 0) as rows_read,
        coalesce(file_rows.rows_read - file_rows.rows_rejected, 0) as rows_staged,
        coalesce(file_rows.rows_rejected, 0) as rows_rejected,
        files.status,
        nullif(files.reason, '') as reason
    from files
    left join file_rows on files.file_path = file_rows.file_path
)

select * from counted
