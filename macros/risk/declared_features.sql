{#- The features of a risk, as the YAML of its cohort and of its features declares them: a
    list of dicts with name, given (whether the cohort has it), words (the description),
    values (of a category, else none), monotone (1, -1 or 0), missing ('zero' or
    'category') and what feature_of_events() reads. See docs/risk.md.
    risk: as in the register. -#}
{% macro declared_features(risk) %}
    {% set features = [] %}
    {% for part in ('cohort', 'features') %}
    {% set node = graph.nodes['model.essex_data.risk_' ~ risk ~ '__' ~ part] %}
    {% for column in node.columns.values() if column.config.meta.feature is mapping %}
        {% set said = column.config.meta.feature %}
        {% for key in said if key not in (
            'about', 'codes', 'events', 'measure', 'monotone', 'months', 'under_years', 'values'
        ) %}
            {{ exceptions.raise_compiler_error(
                node.patch_path ~ ": " ~ node.name ~ "." ~ column.name ~ " has `feature: {"
                ~ key ~ "`, which nothing reads. docs/risk.md lists what may stand there."
            ) }}
        {% endfor %}
        {% set measure = said.get('measure', 'given') %}
        {% if (measure == 'given') != (part == 'cohort') %}
            {{ exceptions.raise_compiler_error(
                node.patch_path ~ ": " ~ node.name ~ "." ~ column.name ~ " needs a `measure` in"
                ~ " its `feature`, and a column of a cohort has none."
            ) }}
        {% endif %}
        {% set counts = measure in ('count', 'any', 'sum', 'current', 'days_in') %}
        {% do features.append({
            'name': column.name,
            'given': measure == 'given',
            'words': column.description | trim,
            'about': said.about or 'self',
            'measure': measure,
            'events': said.events or [],
            'codes': said.codes or [],
            'months': said.months,
            'under_years': said.under_years,
            'categories': said.get('values') or [],
            'monotone': said.monotone or 0,
            'missing': 'zero' if counts and said.about != 'area' else 'category',
        }) %}
    {% endfor %}
    {% endfor %}
    {{ return(features) }}
{% endmacro %}
