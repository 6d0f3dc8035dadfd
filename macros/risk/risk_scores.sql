{#- The score of everybody in a risk's cohort on each index date that its scorecard is for,
    in SQL alone: the sum of the points, as a probability. One row per person and index
    date, with purpose (test or forecast), household_id and household_probability, the
    chance that anybody of the household in the cohort has the outcome.
    risk: as in the register. -#}
{% macro risk_scores(risk) -%}
{%- set scorecards = ref('risk_' ~ risk ~ '__scorecards') -%}
{%- set cohort = ref('risk_' ~ risk ~ '__cohort') -%}
{%- set features = ref('risk_' ~ risk ~ '__features') -%}
{%- if not execute or var('is_lint_run', false) -%}
    select * from {{ scorecards }}
{%- else -%}
{%- set declared = declared_features(risk) -%}
with rows_to_score as (
    {{ risk_rows(declared, cohort, features) }}
),

scored as (
    {%- for card in scorecard(scorecards) %}
    {{ 'union all' if not loop.first }}
    select
        person_id,
        index_date,
        household_id,
        '{{ card.purpose }}' as purpose,
        {{ double_literal(card.intercept) }}
        {%- for feature in declared if feature.name in card.bins %}
        + {{ scorecard_points(card.bins[feature.name], feature.name) }}
        {%- endfor %} as log_odds
    from rows_to_score
    where index_date = cast('{{ card.index_date }}' as date)
    {%- else %}
    select
        person_id,
        index_date,
        household_id,
        cast(null as varchar) as purpose,
        cast(null as double) as log_odds
    from rows_to_score
    where 1 = 0
    {%- endfor %}
),

scores as (
    select
        person_id,
        index_date,
        household_id,
        purpose,
        'additive_boosting' as model,
        true as is_champion,
        1 / (1 + exp(-log_odds)) as probability
    from scored
),

of_households as (
    select
        household_id,
        index_date,
        1 - exp(sum(ln(greatest(1 - probability, 1e-300)))) as household_probability
    from scores
    where household_id is not null
    group by household_id, index_date
)

select
    scores.*,
    of_households.household_probability
from scores
left join of_households
    on
        scores.household_id = of_households.household_id
        and scores.index_date = of_households.index_date
{%- endif -%}
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
