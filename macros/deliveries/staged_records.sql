{#- The records of a dataset, one row for each version of them: what a record said from one
    delivery until a later one said otherwise. The columns of tokenised_rows(), with
    known_on (the delivery that first carried this version), superseded_on (the delivery
    that replaced it; NULL for the newest), first_known_on and last_delivered_on (of the
    record), and for snapshots closed_on (the first delivery without the record, else
    NULL). A version that was replaced on the day it came is left out.
    partner, dataset: as in sources.yml. -#}
{% macro staged_records(partner, dataset) -%}
{%- set rows = ref('base_' ~ partner ~ '__' ~ dataset) -%}
{%- set files = source('landing', 'files') -%}
{%- if not execute or var('is_lint_run', false) -%}
    select * from {{ rows }}
{%- else -%}
{%- set is_snapshot = source_node(partner, dataset).config.meta.delivery == 'snapshot' -%}
    with compared as (
        select
            record_token,
            delivered_in,
            content_hash,
            lag(content_hash) over record_deliveries as content_hash_before,
            min(delivered_in) over (partition by record_token) as first_delivered_in,
            max(delivered_in) over (partition by record_token) as last_delivered_in
        from {{ rows }}
        where record_token is not null
        window record_deliveries as (partition by record_token order by delivered_in)
    ),

    versions as (
        select
            *,
            lead(delivered_in) over (
                partition by record_token order by delivered_in
            ) as superseded_in
        from compared
        where content_hash_before is distinct from content_hash
    ),

    dated as (
        select
            record_token,
            delivered_in,
            cast(left(delivered_in, 10) as date) as known_on,
            cast(left(superseded_in, 10) as date) as superseded_on,
            cast(left(first_delivered_in, 10) as date) as first_known_on,
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
    records as (
        select
            delivered.*,
            dated.known_on,
            dated.superseded_on,
            dated.first_known_on,
            dated.last_delivered_on
            {%- if is_snapshot %},
            snapshots.closed_on
            {%- endif %}
        from {{ rows }} as delivered
        inner join dated
            on
                delivered.record_token = dated.record_token
                and delivered.delivered_in = dated.delivered_in
        {%- if is_snapshot %}
        left join snapshots
            on
                dated.last_delivered_on = snapshots.delivery_date
                and dated.superseded_on is null
        {%- endif %}
        where dated.superseded_on is null or dated.superseded_on > dated.known_on
    )

    select * from records
{%- endif -%}
{%- endmacro %}
