{#- The columns of agreement_levels(), in their order. -#}
{% macro level_columns() %}
    {% set columns = [] %}
    {% for field in match_fields() %}{% do columns.append(field.name ~ '_level') %}{% endfor %}
    {% do columns.extend([
        'sex_level', 'nhs_number_level', 'upn_level', 'nino_level', 'uniqueness_level',
    ]) %}
    {{ return(columns) }}
{% endmacro %}
