with files as (
    select * from {{ ref('stg_landing__files') }}
)

select
    partner,
    dataset,
    file_name
from files
where rows_read <> rows_staged + rows_rejected
