{#- The periods of some kinds that are over for a dataset: its newest delivery can tell of
    the last day. Columns as lnk_indicators__periods.
    dataset: one of the timeline; period_types: as there, a list. -#}
{% macro finished_periods(dataset, period_types) -%}
    select *
    from {{ ref('lnk_indicators__periods') }}
    where
        period_type in ('{{ period_types | join("', '") }}')
        and period_end_on <= (
            select max(delivery_date)
            from {{ ref('stg_landing__files') }}
            where dataset = '{{ dataset }}' and status = 'accepted'
        )
{%- endmacro %}
