{#- How many of a risk's newest cohort are in each bin of the scorecard that forecasts it,
    beside the share of those whom it learnt from. One row per feature and bin that is
    taken up; none while nothing forecasts.
    risk: as in the register. -#}
{% macro feature_shares(risk) -%}
{%- set runs = ref('risk_' ~ risk ~ '__runs') -%}
{%- set register = ref('risk_register__risks') -%}
{%- set scorecards = ref('risk_' ~ risk ~ '__scorecards') -%}
{%- set cohort = ref('risk_' ~ risk ~ '__cohort') -%}
{%- set features = ref('risk_' ~ risk ~ '__features') -%}
{%- set declared = declared_features(risk) if execute else [] -%}
{%- set cards = forecast_cards(risk) if execute and not var('is_lint_run', false) else [] -%}
    {%- for card in cards[-1:] %}
    select
        runs.risk,
        runs.index_date,
        runs.feature,
        runs.training_share,
        coalesce(taken.person_count, 0) as person_count
    from (
        select
            '{{ risk }}' as risk,
            cast('{{ card.index_date }}' as date) as index_date,
            feature,
            bin_number,
            training_share
        from {{ runs }}
        where run_digest = '{{ card.run_digest }}' and feature <> '(intercept)'
    ) as runs
    left join (
        {%- set known = declared | selectattr('name', 'in', card.bins) | list %}
        with binned as (
            select
                {%- for feature in known %}
                {{ scorecard_points(card.bins[feature.name], feature.name, 'number') }}
                    as {{ feature.name }}{{ ',' if not loop.last }}
                {%- endfor %}
            from ({{ risk_rows(declared, cohort, features) }}) as described
            where index_date = cast('{{ card.index_date }}' as date)
        )
        {% for feature in known %}
        {{ 'union all' if not loop.first }}
        select
            '{{ feature.name }}' as feature,
            {{ feature.name }} as bin_number,
            count(*) as person_count
        from binned
        group by {{ feature.name }}
        {%- endfor %}
    ) as taken
        on runs.feature = taken.feature and runs.bin_number = taken.bin_number
    {%- else %}
    select
        '{{ risk }}' as risk,
        cast(null as date) as index_date,
        cast(null as varchar) as feature,
        cast(null as double) as training_share,
        cast(null as bigint) as person_count
    from {{ cohort }}
    where 1 = 0
    {%- endfor %}
{%- endmacro %}
