{#- The periods of a kind that are over for a dataset: its newest delivery can tell of the
    last day. Columns as lnk_indicators__periods.
    dataset: one of the timeline; period_type: as there. -#}
{% macro finished_periods(dataset, period_type) -%}
    select *
    from {{ ref('lnk_indicators__periods') }}
    where
        period_type = '{{ period_type }}'
        and period_end_on <= (
            select max(delivery_date)
            from {{ ref('stg_landing__files') }}
            where dataset = '{{ dataset }}' and status = 'accepted'
        )
{%- endmacro %}
