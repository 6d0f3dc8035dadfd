-- a warning, not a failure: the run names each dataset and its owner at its end
{{ config(severity='warn') }}

select
    partner,
    dataset,
    owner_role
from {{ ref('lnk_deliveries__warnings') }}
where is_newest and kind = 'overdue'
