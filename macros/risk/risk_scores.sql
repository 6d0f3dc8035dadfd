{#- The score of everybody whom a risk describes on each index date that its scorecards are
    for, in SQL alone: the sum of the points, as a probability. One row per person and index
    date, with purpose (test, forecast, or held: on the newest test date by a run that a
    decision holds, which had not learnt from it), household_id and household_probability,
    the chance that anybody of the household in the cohort has the outcome. Of a forecast also
    the run that made it, and earlier_probability: what the run before would have said, or,
    when there is none, the model of the newest test date.
    Where the choice rule found full boosting better beyond doubt, its chances are taken,
    unless a decision holds a run.
    risk: as in the register. -#}
{% macro risk_scores(risk) -%}
{%- set scorecards = ref('risk_' ~ risk ~ '__scorecards') -%}
{%- set challenges = ref('risk_' ~ risk ~ '__challenges') -%}
{%- set runs = ref('risk_' ~ risk ~ '__runs') -%}
{%- set register = ref('risk_register__risks') -%}
{%- set cohort = ref('risk_' ~ risk ~ '__cohort') -%}
{%- set features = ref('risk_' ~ risk ~ '__features') -%}
{%- if not execute or var('is_lint_run', false) -%}
    select * from {{ scorecards }}
{%- else -%}
{%- set declared = declared_features(risk) -%}
{%- set tests = scorecard(scorecards, "purpose = 'test'") -%}
{%- set forecasts = forecast_cards(risk) -%}
{%- set earlier = earlier_card(risk, forecasts) or tests | last -%}
{%- set is_held = forecasts and forecasts[0].is_held -%}
{%- set watched = [] -%}
{%- for test in tests[-1:] if is_held and test.index_date > forecasts[0].trained_to -%}
    {%- do watched.append(
        dict(forecasts[0], index_date=test.index_date, purpose='held')
    ) -%}
{%- endfor -%}
with rows_to_score as (
    {{ risk_rows(declared, cohort, features) }}
),

scored as (
    {%- for card in tests + forecasts + watched %}
    {{ 'union all' if not loop.first }}
    select
        person_id,
        index_date,
        household_id,
        '{{ card.purpose }}' as purpose,
        {% if card.run_digest %}'{{ card.run_digest }}'{% else %}cast(null as varchar){% endif %} as run_digest,
        {{ card_log_odds(card, declared) }} as log_odds,
        {% if card.run_digest and earlier -%}
            {{ card_log_odds(earlier, declared) }}
        {%- else -%}
            cast(null as double)
        {%- endif %} as earlier_log_odds
    from rows_to_score
    where index_date = cast('{{ card.index_date }}' as date)
    {%- else %}
    select
        person_id,
        index_date,
        household_id,
        cast(null as varchar) as purpose,
        cast(null as varchar) as run_digest,
        cast(null as double) as log_odds,
        cast(null as double) as earlier_log_odds
    from rows_to_score
    where 1 = 0
    {%- endfor %}
),

chosen as (
    select
        person_id,
        index_date,
        model,
        probability
    from {{ challenges }}
    where purpose = 'forecast' and {{ 'false' if is_held else 'true' }}
),

scores as (
    select
        scored.person_id,
        scored.index_date,
        scored.household_id,
        scored.purpose,
        scored.run_digest,
        coalesce(chosen.model, 'additive_boosting') as model,
        true as is_champion,
        coalesce(chosen.probability, 1 / (1 + exp(-scored.log_odds))) as probability,
        1 / (1 + exp(-scored.earlier_log_odds)) as earlier_probability
    from scored
    left join chosen
        on
            scored.person_id = chosen.person_id
            and scored.index_date = chosen.index_date
            and scored.purpose = 'forecast'
),

of_households as (
    select
        household_id,
        index_date,
        purpose,
        1 - exp(sum(ln(greatest(1 - probability, 1e-300)))) as household_probability
    from scores
    where household_id is not null
    group by household_id, index_date, purpose
)

select
    scores.*,
    of_households.household_probability
from scores
left join of_households
    on
        scores.household_id = of_households.household_id
        and scores.index_date = of_households.index_date
        and scores.purpose = of_households.purpose
{%- endif -%}
{%- endmacro %}
{#- What a scorecard adds up to, as an expression on the log-odds.
    card: of scorecard(); declared: of declared_features(). -#}
{% macro card_log_odds(card, declared) -%}
    {{ double_literal(card.intercept) }}
    {%- for feature in declared if feature.name in card.bins %}
        + {{ scorecard_points(card.bins[feature.name], feature.name) }}
    {%- endfor %}
{%- endmacro %}
{#- A risk's rows with all its features, from cohort and features.
    declared: of declared_features(). -#}
{% macro risk_rows(declared, cohort, features) -%}
    select
        cohort.person_id,
        cohort.index_date,
        cohort.household_id
        {%- for feature in declared %},
        {{ 'cohort' if feature.given else 'features' }}.{{ feature.name }}
        {%- endfor %}
    from {{ cohort }} as cohort
    inner join {{ features }} as features
        on
            cohort.person_id = features.person_id
            and cohort.index_date = features.index_date
{%- endmacro %}
