with groups as (
    select * from {{ ref('lnk_identity__certain_groups') }}
),

group_clusters as (
    select * from {{ ref('lnk_identity__group_clusters') }}
),

clusters as (
    select
        groups.identity_token,
        groups.group_token,
        group_clusters.cluster_token
    from groups
    inner join group_clusters on groups.group_token = group_clusters.group_token
)

select * from clusters
