{#- The columns of agreement_levels(), in their order. -#}
{% macro level_columns() %}
    {% set columns = [] %}
    {% for field in match_fields() %}{% do columns.append(field.name ~ '_level') %}{% endfor %}
    {% do columns.append('sex_level') %}
    {% for number in number_names() %}{% do columns.append(number ~ '_level') %}{% endfor %}
    {% do columns.append('uniqueness_level') %}
    {{ return(columns) }}
{% endmacro %}
