select * from {{ ref('lnk_deliveries__files') }}
where rows_kept <> rows_expected
