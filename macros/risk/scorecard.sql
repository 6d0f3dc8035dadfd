{#- A risk's scorecard as it stands in the vault: for each index date a dict with index_date,
    purpose, intercept and bins (for each feature its rows, in order); empty while nothing
    is fitted. Numbers are text, exactly as the engine writes doubles.
    scorecards: the relation; only_where: a condition on its rows. -#}
{% macro scorecard(scorecards, only_where='true') %}
    {% set cards = {} %}
    {% set relation = load_relation(scorecards) %}
    {% if relation %}
        {% set rows = run_query(
            "select cast(index_date as varchar), purpose, feature, cast(points as varchar),"
            ~ " cast(upper_bound as varchar), category, is_missing, bin_number from " ~ relation
            ~ " where " ~ only_where ~ " order by index_date, feature, bin_number"
        ).rows %}
        {% for day, purpose, feature, points, upper_bound, category, is_missing, number in rows %}
            {% if day not in cards %}
                {% do cards.update({day: {
                    'index_date': day, 'purpose': purpose, 'intercept': '0', 'bins': {}
                }}) %}
            {% endif %}
            {% if feature == '(intercept)' %}
                {% do cards[day].update({'intercept': points}) %}
            {% else %}
                {% do cards[day].bins.setdefault(feature, []).append({
                    'points': points, 'upper_bound': upper_bound, 'category': category,
                    'is_missing': is_missing, 'number': number ~ '.0'
                }) %}
            {% endif %}
        {% endfor %}
    {% endif %}
    {{ return(cards.values() | list) }}
{% endmacro %}
{#- The points that a value gets, as an expression: a search tree over the bins of a number,
    as deep as its logarithm, or a case over categories.
    bins: of scorecard(); column: the feature's column; what: 'number' for the number of the
    bin instead. -#}
{% macro scorecard_points(bins, column, what='points') -%}
    {%- set missing = bins | selectattr('is_missing') | first -%}
    {%- set known = bins | rejectattr('is_missing') | list -%}
    case
        {%- if known[0].category %}
        {%- for bin in known %}
        when {{ column }} = '{{ bin.category }}' then {{ double_literal(bin[what]) }}
        {%- endfor %}
        else {{ double_literal(missing[what]) }}
        {%- else %}
        when {{ column }} is null then {{ double_literal(missing[what]) }}
        else {{ points_between(known, column, what) }}
        {%- endif %}
    end
{%- endmacro %}
{#- The part of scorecard_points() that halves the bins until one is left. -#}
{% macro points_between(bins, column, what) -%}
    {%- if bins | length == 1 -%}
        {{ double_literal(bins[0][what]) }}
    {%- else -%}
        {%- set half = (bins | length) // 2 -%}
        case when {{ column }} <= {{ double_literal(bins[half - 1].upper_bound) }}
            then {{ points_between(bins[:half], column, what) }}
            else {{ points_between(bins[half:], column, what) }} end
    {%- endif -%}
{%- endmacro %}
{#- A number of the engine's text as a literal that is a double, not a decimal. -#}
{% macro double_literal(text) -%}
    {{ text if 'e' in text else text ~ 'e0' }}
{%- endmacro %}
