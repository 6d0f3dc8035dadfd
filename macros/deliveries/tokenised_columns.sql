{#- The columns that tokenised_rows() makes of a dataset's own, in their order; the first
    is record_token. A partner who pseudonymises at source delivers these
    (essex_data.contract says their types).
    node: the dataset's node in dbt's graph; slots: the people that its rows hold. -#}
{% macro tokenised_columns(node, slots) %}
    {% set columns = ['record_token'] %}
    {% if 'self' in slots %}
        {% do columns.extend([
            'identity_token', 'birth_year', 'birth_month', 'sex', 'address_token',
            'uprn_token', 'match_tokens',
        ]) %}
    {% endif %}
    {% if 'mother' in slots %}
        {% do columns.extend([
            'mother_identity_token', 'mother_birth_year', 'mother_birth_month',
            'mother_match_tokens',
        ]) %}
    {% endif %}
    {% if slots %}
        {% do columns.extend(['lsoa_code', 'placed_by']) %}
    {% endif %}
    {% for column in node.columns.values() if column.config.meta.refers_to %}
        {% do columns.append(column.config.meta.refers_to ~ '_record_token') %}
    {% endfor %}
    {% for column in node.columns.values() if column.config.meta.groups %}
        {% do columns.append(column.config.meta.groups ~ '_token') %}
    {% endfor %}
    {% for column in node.columns.values() if column.config.meta.type %}
        {% do columns.append(column.name) %}
    {% endfor %}
    {{ return(columns + ['value_faults']) }}
{% endmacro %}
