with files as (
    select * from {{ source('landing', 'files') }}
),

found as (
    select * from {{ source('landing', 'rejected_rows') }}
),

rejected as (
    select
        files.partner,
        files.dataset,
        files.file_name,
        files.delivered_in,
        files.sha256,
        files.staged_with,
        found.row_number,
        found.reason_code
    from found
    inner join files on found.file_path = files.file_path
    {%- if load_relation(this) %}
    union
    -- a file is read once: what an earlier run found holds while it lies there
    select
        earlier.partner,
        earlier.dataset,
        earlier.file_name,
        earlier.delivered_in,
        earlier.sha256,
        earlier.staged_with,
        earlier.row_number,
        earlier.reason_code
    from {{ this }} as earlier
    inner join files
        on
            earlier.partner = files.partner
            and earlier.dataset = files.dataset
            and earlier.delivered_in = files.delivered_in
            and earlier.sha256 = files.sha256
            and earlier.staged_with = files.staged_with
    {%- endif %}
)

select * from rejected
