-- two groups that each hold one valid NHS number, and not the same, are never linked
with links as (
    select * from {{ ref('lnk_identity__links') }}
),

facts as (
    select * from {{ ref('lnk_identity__group_facts') }}
)

select
    links.one_group,
    links.other_group
from links
inner join facts as one on links.one_group = one.group_token
inner join facts as other on links.other_group = other.group_token
where one.nhs_number_token <> other.nhs_number_token
