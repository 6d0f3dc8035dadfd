{#- The scorecards that forecast a risk: one for each index date that waits for outcomes, as
    in scorecard() with run_digest, is_held and trained_to (the newest index date that the run
    learnt from); none when the risk is retired or has never been
    fitted. The newest run forecasts, unless a decision (seeds/risk_decisions.csv) holds
    another.
    risk: as in the register. -#}
{% macro forecast_cards(risk) %}
    {% set runs = ref('risk_' ~ risk ~ '__runs') %}
    {% set register = ref('risk_register__risks') %}
    {% set run_digests = risk_run_digests(risk) %}
    {% if not run_digests %}
        {{ return([]) }}
    {% endif %}
    {% set decided = run_query(
        "select decision, run_digest from " ~ register ~ " where risk = '" ~ risk ~ "'"
    ).rows[0] %}
    {% if decided[0] == 'retire' %}
        {{ return([]) }}
    {% endif %}
    {% set is_held = decided[0] in ('freeze', 'roll_back') %}
    {% set run_digest = decided[1] if is_held else run_digests[-1] %}
    {% if run_digest not in run_digests %}
        {{ exceptions.raise_compiler_error(
            "seeds/risk_decisions.csv holds " ~ risk ~ " at the run " ~ run_digest
            ~ ", which this warehouse never made. Its runs are " ~ run_digests | join(', ')
            ~ "; the mart risk_runs tells of each."
        ) }}
    {% endif %}
    {% set card = scorecard(runs, "run_digest = '" ~ run_digest ~ "'")[0] %}
    {% set trained_to = run_query(
        "select cast(max(trained_to) as varchar) from " ~ runs
        ~ " where run_digest = '" ~ run_digest ~ "'"
    ).rows[0][0] %}
    {% set features = declared_features(risk) | map(attribute='name') | list %}
    {% for feature in card.bins if feature not in features %}
        {{ exceptions.raise_compiler_error(
            "The run " ~ run_digest ~ " of " ~ risk ~ " asks of " ~ feature
            ~ ": no feature of that name is declared any more. "
            ~ (
                "seeds/risk_decisions.csv holds it: declare the feature again, or release the risk."
                if is_held
                else "Build risk_" ~ risk ~ "__runs too, so that a newer one forecasts."
            )
        ) }}
    {% endfor %}
    {% set cards = [] %}
    {% for fitted in scorecard(ref('risk_' ~ risk ~ '__scorecards'), "purpose = 'forecast'") %}
        {% do cards.append(dict(card, **{
            'index_date': fitted.index_date, 'run_digest': run_digest,
            'is_held': is_held, 'trained_to': trained_to
        })) %}
    {% endfor %}
    {{ return(cards) }}
{% endmacro %}
{#- The ids of a risk's runs, oldest first. risk: as in the register. -#}
{% macro risk_run_digests(risk) %}
    {% set relation = load_relation(ref('risk_' ~ risk ~ '__runs')) %}
    {% if not relation %}
        {{ return([]) }}
    {% endif %}
    {{ return(run_query(
        "select run_digest from " ~ relation ~ " group by run_digest order by max(run_number)"
    ).columns[0].values() | list) }}
{% endmacro %}
{#- The scorecard of the run before the one that forecasts; none when there is no such run,
    or when it asks of a feature that is no longer declared.
    risk: as in the register; cards: of forecast_cards(). -#}
{% macro earlier_card(risk, cards) %}
    {% set run_digests = risk_run_digests(risk) %}
    {% set place = run_digests.index(cards[0].run_digest) if cards else 0 %}
    {% if place == 0 %}
        {{ return(none) }}
    {% endif %}
    {% set runs = ref('risk_' ~ risk ~ '__runs') %}
    {% set card = scorecard(runs, "run_digest = '" ~ run_digests[place - 1] ~ "'")[0] %}
    {% set features = declared_features(risk) | map(attribute='name') | list %}
    {% set is_understood = card.bins | reject('in', features) | list | length == 0 %}
    {{ return(card if is_understood else none) }}
{% endmacro %}
