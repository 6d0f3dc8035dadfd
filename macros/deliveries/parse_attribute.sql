{#- An attribute of the contract: the expression that reads it, its SQL type and the
    fault that unreadable text is.
    text: a trimmed text expression; meta: the column's meta in sources.yml.
    Returns a dict with sql, fault (none when every text is allowed) and unless (a
    condition under which unreadable text is no fault, or none). -#}
{% macro parse_attribute(text, meta) %}
    {% set kind = meta.type %}
    {% if kind == 'text' %}
        {{ return({'sql': text, 'fault': none}) }}
    {% elif kind == 'date' %}
        {{ return({'sql': parse_date(text), 'fault': 'not_a_date', 'unless': is_not_known(text)}) }}
    {% elif kind == 'month' %}
        {{ return({
            'sql': "cast(date_trunc('month', " ~ parse_date(text) ~ ") as date)",
            'fault': 'not_a_date', 'unless': is_not_known(text),
        }) }}
    {% elif kind == 'timestamp' %}
        {{ return({'sql': parse_timestamp(text), 'fault': 'not_a_time', 'unless': is_not_known(text)}) }}
    {% elif kind == 'integer' %}
        {{ return({
            'sql': parse_number(text, 'integer', meta.get('minimum'), meta.get('maximum')),
            'fault': 'not_an_allowed_number',
        }) }}
    {% elif kind == 'decimal' %}
        {{ return({
            'sql': parse_number(text, 'decimal(12, 2)', meta.get('minimum'), meta.get('maximum')),
            'fault': 'not_an_allowed_number',
        }) }}
    {% elif kind == 'code' %}
        {# A contract may allow blank under the name none; both mean the same. #}
        {{ return({'sql': parse_code(text, meta['values']), 'fault': 'unknown_code'}) }}
    {% elif kind == 'yes_no' %}
        {{ return({'sql': parse_yes_no(text), 'fault': 'not_yes_or_no'}) }}
    {% elif kind == 'ethnicity' %}
        {{ return({
            'sql': parse_ethnicity(text, meta.scheme), 'fault': 'unknown_code',
            'unless': 'upper(' ~ text ~ ") in ('REFU', 'NOBT', 'Z')",
        }) }}
    {% elif kind == 'academic_year' %}
        {{ return({'sql': parse_academic_year(text), 'fault': 'not_an_academic_year'}) }}
    {% endif %}
    {{ exceptions.raise_compiler_error(
        "sources.yml: there is no type " ~ kind ~ "; use text, date, month, timestamp, "
        ~ "integer, decimal, code, yes_no, ethnicity or academic_year."
    ) }}
{% endmacro %}
