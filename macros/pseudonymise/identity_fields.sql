{#- The normalised identity fields that a dataset holds of one person, each with the
    expression that makes it and the column it comes from.
    source: the dataset's node in dbt's graph; person: the slot, 'self' or 'mother'.
    Returns a dict: field -> {sql, column, fault, unless}; fields in a fixed order, those
    that the dataset lacks left out. Expressions read the columns of `delivered_rows`. -#}
{% macro identity_fields(source, person='self') %}
    {% set fields = {} %}
    {% set feeds = {} %}
    {% for column in source.columns.values() %}
        {% set meta = column.config.meta %}
        {% if meta.feeds and meta.get('person', 'self') == person %}
            {% do feeds.update({meta.feeds: column.name}) %}
        {% endif %}
    {% endfor %}
    {# The mother lives where the child's row says. #}
    {% if person == 'mother' %}
        {% for column in source.columns.values() %}
            {% set meta = column.config.meta %}
            {% if meta.feeds in ('address_line', 'postcode', 'uprn') and not meta.person %}
                {% do feeds.update({meta.feeds: column.name}) %}
            {% endif %}
        {% endfor %}
    {% endif %}
    {% for field in identity_field_names() if field in feeds %}
        {% set text = feeds[field] %}
        {% if field == 'forename' %}
            {% set read = {'sql': normal_forename(text), 'fault': 'not_a_name'} %}
        {% elif field == 'surname' %}
            {% set read = {'sql': normal_surname(text), 'fault': 'not_a_name'} %}
        {% elif field == 'initials' %}
            {% set read = {'sql': "left(" ~ normal_surname(text) ~ ", 2)", 'fault': 'not_a_name'} %}
        {% elif field == 'date_of_birth' %}
            {% set read = {
                'sql': "cast(" ~ parse_date(text) ~ " as varchar)",
                'fault': 'not_a_date', 'unless': is_not_known(text),
            } %}
        {% elif field == 'sex' %}
            {% set read = {
                'sql': normal_sex(text), 'fault': 'unknown_code',
                'unless': "lower(" ~ text ~ ") in ('u', '9', '0', 'unknown', 'not known', 'indeterminate')",
            } %}
        {% elif field == 'postcode' %}
            {% set read = {'sql': normal_postcode(text), 'fault': 'not_a_postcode'} %}
        {% elif field == 'address_line' %}
            {% set read = {'sql': normal_address_line(text), 'fault': none} %}
        {% elif field == 'uprn' %}
            {% set read = {'sql': normal_uprn(text), 'fault': 'invalid_number'} %}
        {% elif field == 'nhs_number' %}
            {% set read = {'sql': normal_nhs_number(text), 'fault': 'invalid_number'} %}
        {% elif field == 'upn' %}
            {% set read = {'sql': normal_upn(text), 'fault': 'invalid_number'} %}
        {% elif field == 'nino' %}
            {% set read = {'sql': normal_nino(text), 'fault': 'invalid_number'} %}
        {% elif field == 'person_number' %}
            {% set read = {
                'sql': "'" ~ source.source_name ~ "/" ~ source.name ~ "/' || " ~ text, 'fault': none,
            } %}
        {% endif %}
        {% do fields.update({field: dict(read, column=text)}) %}
    {% endfor %}
    {{ return(fields) }}
{% endmacro %}
