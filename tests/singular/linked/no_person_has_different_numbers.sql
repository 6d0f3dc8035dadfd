-- no cluster holds different NHS numbers, unless one person's often differ
with clusters as (
    select distinct
        group_token,
        cluster_token
    from {{ ref('lnk_identity__clusters') }}
),

facts as (
    select * from {{ ref('lnk_identity__group_facts') }}
),

reliable as (
    select field
    from {{ ref('lnk_identity__weights') }}
    where
        field = 'nhs_number'
        and agreement_level = 'different'
        and match_share < 0.002
)

select clusters.cluster_token
from clusters
inner join facts on clusters.group_token = facts.group_token
cross join reliable
group by clusters.cluster_token
having min(facts.nhs_number_token) < max(facts.nhs_number_token)
