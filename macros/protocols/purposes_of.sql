{#- The purposes that a model serves by seeds/protocols/purpose_uses.csv, which names it,
    or the part of its name before the double underscore for all that begin so.
    name: the model's; uses: the rows of purpose_uses. -#}
{% macro purposes_of(name, uses) %}
    {% set purposes = [] %}
    {% for use in uses if use.used_by in (name, name.split('__')[0]) %}
        {% do purposes.append(use.purpose_id) %}
    {% endfor %}
    {{ return(purposes) }}
{% endmacro %}
