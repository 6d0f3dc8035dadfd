with groups as (
    select * from {{ ref('lnk_identity__certain_groups') }}
),

links as (
    select * from {{ ref('lnk_identity__links') }}
),

nodes as (
    select distinct group_token as node_id from groups
),

edges as (
    select
        one_group as from_id,
        other_group as to_id
    from links
),

components as (
    {{ connected_components('nodes', 'edges') }}
),

clusters as (
    select
        groups.identity_token,
        groups.group_token,
        components.component_id as cluster_token
    from groups
    inner join components on groups.group_token = components.node_id
)

select * from clusters
