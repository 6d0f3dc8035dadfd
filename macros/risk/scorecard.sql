{#- A risk's scorecard as it stands in the vault: for each index date a dict with index_date,
    purpose, intercept and bins (for each feature its rows, in order); empty while nothing
    is fitted. Numbers are text, exactly as the engine writes doubles.
    scorecards: the relation. -#}
{% macro scorecard(scorecards) %}
    {% set cards = {} %}
    {% set relation = load_relation(scorecards) %}
    {% if relation %}
        {% set rows = run_query(
            "select cast(index_date as varchar), purpose, feature, cast(points as varchar),"
            ~ " cast(upper_bound as varchar), category, is_missing from " ~ relation
            ~ " order by index_date, feature, bin_number"
        ).rows %}
        {% for day, purpose, feature, points, upper_bound, category, is_missing in rows %}
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
                    'is_missing': is_missing
                }) %}
            {% endif %}
        {% endfor %}
    {% endif %}
    {{ return(cards.values() | list) }}
{% endmacro %}
{#- The points that a value gets, as an expression: a search tree over the bins of a number,
    as deep as its logarithm, or a case over categories.
    bins: of scorecard(); column: the feature's column. -#}
{% macro scorecard_points(bins, column) -%}
    {%- set missing = bins | selectattr('is_missing') | first -%}
    {%- set known = bins | rejectattr('is_missing') | list -%}
    case
        {%- if known[0].category %}
        {%- for bin in known %}
        when {{ column }} = '{{ bin.category }}' then {{ double_literal(bin.points) }}
        {%- endfor %}
        else {{ double_literal(missing.points) }}
        {%- else %}
        when {{ column }} is null then {{ double_literal(missing.points) }}
        else {{ points_between(known, column) }}
        {%- endif %}
    end
{%- endmacro %}
{#- The part of scorecard_points() that halves the bins until one is left. -#}
{% macro points_between(bins, column) -%}
    {%- if bins | length == 1 -%}
        {{ double_literal(bins[0].points) }}
    {%- else -%}
        {%- set half = (bins | length) // 2 -%}
        case when {{ column }} <= {{ double_literal(bins[half - 1].upper_bound) }}
            then {{ points_between(bins[:half], column) }}
            else {{ points_between(bins[half:], column) }} end
    {%- endif -%}
{%- endmacro %}
{#- A number of the engine's text as a literal that is a double, not a decimal. -#}
{% macro double_literal(text) -%}
    {{ text if 'e' in text else text ~ 'e0' }}
{%- endmacro %}
