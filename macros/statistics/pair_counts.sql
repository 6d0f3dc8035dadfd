{#- How many pairs of records lie in one and the same cluster, by the sources of the two,
    from the sizes of clusters alone: no pair is made.
    cells: a CTE with record_source (text), record_count (double) and the cluster's columns;
    clusters: a list of columns that together name a cluster.
    Columns of the result: source_a, source_b (source_a <= source_b), pair_count. -#}
{% macro pair_counts(cells, clusters) -%}
    {%- set sizes -%}
        select
            {{ clusters | join(', ') }},
            record_source,
            sum(record_count) as record_count
        from {{ cells }}
        group by {{ clusters | join(', ') }}, record_source
    {%- endset -%}
    select
        one_side.record_source as source_a,
        other_side.record_source as source_b,
        sum(
            case
                when one_side.record_source = other_side.record_source
                    then one_side.record_count * (one_side.record_count - 1) / 2
                else one_side.record_count * other_side.record_count
            end
        ) as pair_count
    from ({{ sizes }}) as one_side
    inner join ({{ sizes }}) as other_side
        on
            one_side.record_source <= other_side.record_source
            {%- for cluster in clusters %}
            and one_side.{{ cluster }} = other_side.{{ cluster }}
            {%- endfor %}
    group by one_side.record_source, other_side.record_source
{%- endmacro %}
