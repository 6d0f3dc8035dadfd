with identities as (
    select identity_token as node_id from {{ ref('lnk_identity__identities') }}
),

edges as (
    select * from {{ ref('lnk_identity__certain_edges') }}
    where from_id <> to_id
),

components as (
    {{ connected_components('identities', 'edges') }}
),

groups as (
    select
        node_id as identity_token,
        component_id as group_token
    from components
)

select * from groups
