{#- The forecast scorecard of every run that differed from the one before: what is in the
    vault stays, and a new one is added behind it. One row per run, feature and bin.
    risk: as in the register. -#}
{% macro risk_runs(risk) -%}
with scorecards as (
    select * from {{ ref('risk_' ~ risk ~ '__scorecards') }}
    where purpose = 'forecast'
),

deliveries as (
    select max(delivery_date) as deliveries_until
    from {{ ref('stg_landing__files') }}
    where status = 'accepted'
),

card as (
    select * from scorecards
    qualify max(index_date) over () = index_date
),

{% if is_incremental() -%}
known as (
    select
        max(run_number) as run_count,
        max_by(run_digest, run_number) as newest_run_digest
    from {{ this }}
),
{%- else -%}
known as (
    select
        0 as run_count,
        cast(null as varchar) as newest_run_digest
),
{%- endif %}

runs as (
    select
        card.run_digest,
        coalesce(known.run_count, 0) + 1 as run_number,
        deliveries.deliveries_until,
        '{{ code_version() }}' as code_version,
        card.data_version,
        card.parameters,
        card.trained_from,
        card.trained_to,
        card.training_count,
        card.training_outcome_count,
        card.index_date,
        card.purpose,
        card.feature,
        card.bin_number,
        card.lower_bound,
        card.upper_bound,
        card.category,
        card.is_missing,
        card.points,
        card.training_share
    from card
    cross join known
    cross join deliveries
    where
        known.newest_run_digest is null
        or card.run_digest <> known.newest_run_digest
)

select * from runs
{%- endmacro %}
