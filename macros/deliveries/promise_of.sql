{#- What a partner has promised of a dataset: a dict with delivery (append or snapshot), owner
    (a role) and days (the longest time between two deliveries), from its sources.yml.
    Raises a compiler error that names what is missing. -#}
{% macro promise_of(partner, dataset) %}
    {% set promised = source_node(partner, dataset).config %}
    {% set warn_after = promised.freshness.warn_after if promised.freshness else none %}
    {% if not promised.meta.owner or not warn_after or warn_after.period != 'day' %}
        {{ exceptions.raise_compiler_error(
            "models/staging/" ~ partner ~ "/sources.yml: " ~ dataset ~ " needs `meta: {owner: "
            ~ "<a role>}` and `freshness: {warn_after: {count: <days>, period: day}}` in its "
            ~ "config."
        ) }}
    {% endif %}
    {{ return({
        'delivery': promised.meta.delivery,
        'owner': promised.meta.owner | replace("'", "''"),
        'days': warn_after.count,
    }) }}
{% endmacro %}
