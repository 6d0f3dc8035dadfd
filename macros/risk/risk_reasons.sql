{#- The five features that move each forecast score most, in words. One row per person,
    index date and rank; nothing where full boosting forecasts, which has no reasons.
    risk: as in the register. -#}
{% macro risk_reasons(risk) -%}
{%- set scores = ref('risk_' ~ risk ~ '__scores') -%}
{%- set scorecards = ref('risk_' ~ risk ~ '__scorecards') -%}
{%- set runs = ref('risk_' ~ risk ~ '__runs') -%}
{%- set register = ref('risk_register__risks') -%}
{%- set cohort = ref('risk_' ~ risk ~ '__cohort') -%}
{%- set features = ref('risk_' ~ risk ~ '__features') -%}
{%- if not execute or var('is_lint_run', false) -%}
    select * from {{ scorecards }}
{%- else -%}
{%- set declared = declared_features(risk) -%}
{%- set cards = forecast_cards(risk) -%}
with rows_of_the_risk as (
    {{ risk_rows(declared, cohort, features) }}
),

rows_to_explain as (
    select rows_of_the_risk.*
    from rows_of_the_risk
    inner join {{ scores }} as scores
        on
            rows_of_the_risk.person_id = scores.person_id
            and rows_of_the_risk.index_date = scores.index_date
    where
        scores.purpose = 'forecast'
        and scores.model = 'additive_boosting'
),

contributions as (
    {%- for card in cards[-1:] %}
    {%- for feature in declared if feature.name in card.bins %}
    {{ 'union all' if not loop.first }}
    select
        person_id,
        index_date,
        '{{ feature.words | replace("'", "''") }}' as words,
        coalesce(cast({{ feature.name }} as varchar), 'nothing on record') as said,
        {{ scorecard_points(card.bins[feature.name], feature.name) }} as points
    from rows_to_explain
    {%- endfor %}
    {%- else %}
    select
        person_id,
        index_date,
        cast(null as varchar) as words,
        cast(null as varchar) as said,
        cast(null as double) as points
    from rows_to_explain
    where 1 = 0
    {%- endfor %}
),

ranked as (
    select
        person_id,
        index_date,
        row_number() over (
            partition by person_id, index_date
            order by abs(points) desc, words asc
        ) as reason_rank,
        words,
        said,
        points
    from contributions
)

select * from ranked
where reason_rank <= 5
{%- endif -%}
{%- endmacro %}
