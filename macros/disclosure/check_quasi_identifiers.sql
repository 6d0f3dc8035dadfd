{#- Stops the run when a stored table about people has a column that its name gives away
    as a quasi-identifier and that does not say so, or says so and is not measured.
    measured: names of the models that are measured. -#}
{% macro check_quasi_identifiers(measured) %}
    {% set known = '(^|_)(birth_(date|year|month|day)|sex|gender|ages?|ethnic[a-z]*|religion'
        ~ '|nationality|language|lsoa[a-z]*|msoa[a-z]*|wards?|postcodes?|imd|school_urn'
        ~ '|nc_year)(_|$)' %}
    {% set of_people = ['person_id', 'identity_token'] %}
    {% for node in graph.nodes.values() if node.resource_type == 'model'
        and node.config.materialized != 'view'
        and node.columns.keys() | select('in', of_people) | list %}
        {% for column in node.columns.values() if not column.meta.quasi_identifier
            and modules.re.search(known, column.name) %}
            {% do exceptions.raise_compiler_error(
                node.original_file_path ~ ": " ~ column.name ~ " tells something by which a"
                ~ " person may be recognised. Say in its YAML of which quasi-identifier it is"
                ~ " a part (docs/privacy.md, Uniqueness), or leave it out."
            ) %}
        {% endfor %}
        {% if quasi_identifiers(node) and node.name not in measured %}
            {% do exceptions.raise_compiler_error(
                node.name ~ " keeps quasi-identifiers. Add it to the tables in"
                ~ " models/linked/privacy/lnk_privacy__uniqueness.sql."
            ) %}
        {% endif %}
    {% endfor %}
{% endmacro %}
