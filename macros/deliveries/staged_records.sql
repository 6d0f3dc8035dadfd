{#- The records of a dataset, each as its newest delivery has it: the columns of
    tokenised_rows(), with known_on (the first delivery that carried the record),
    last_delivered_on, and for snapshots closed_on (the first delivery without it, else
    NULL).
    partner, dataset: as in sources.yml. -#}
{% macro staged_records(partner, dataset) -%}
{%- set rows = ref('base_' ~ partner ~ '__' ~ dataset) -%}
{%- set files = source('landing', 'files') -%}
{%- if not execute or var('is_lint_run', false) -%}
    select * from {{ rows }}
{%- else -%}
{%- set is_snapshot = source_node(partner, dataset).config.meta.delivery == 'snapshot' -%}
    with versions as (
        select
            record_token,
            min(delivered_in) as first_delivered_in,
            max(delivered_in) as last_delivered_in
        from {{ rows }}
        group by record_token
    ),

    dated as (
        select
            *,
            cast(left(first_delivered_in, 10) as date) as known_on,
            cast(left(last_delivered_in, 10) as date) as last_delivered_on
        from versions
    ),

    {% if is_snapshot -%}
    snapshots as (
        select
            delivery_date,
            lead(delivery_date) over (order by delivery_date) as closed_on
        from (
            select distinct delivery_date
            from {{ files }}
            where
                partner = '{{ partner }}'
                and dataset = '{{ dataset }}'
                and status = 'accepted'
        ) as dates
    ),

    {% endif -%}
    newest as (
        select
            delivered.*,
            dated.known_on,
            dated.last_delivered_on
            {%- if is_snapshot %},
            snapshots.closed_on
            {%- endif %}
        from {{ rows }} as delivered
        inner join dated
            on
                delivered.record_token = dated.record_token
                and delivered.delivered_in = dated.last_delivered_in
        {%- if is_snapshot %}
        left join snapshots on dated.last_delivered_on = snapshots.delivery_date
        {%- endif %}
    )

    select * from newest
{%- endif -%}
{%- endmacro %}
