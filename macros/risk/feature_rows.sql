{#- What the YAML of risks declares of their features, as rows: see risk_register__features.
    risks: their names. -#}
{% macro feature_rows(risks) -%}
    {%- if not execute or var('is_lint_run', false) -%}
    select 'none' as risk
    {%- else -%}
    {%- for risk in risks -%}
    {%- for feature in declared_features(risk) %}
    {{ 'union all' if not (loop.first and risk == risks[0]) }}
    select
        '{{ risk }}' as risk,
        '{{ feature.name }}' as feature,
        {{ loop.index }} as feature_number,
        '{{ feature.words | replace("'", "''") }}' as words,
        {{ 'true' if feature.given else 'false' }} as is_given,
        nullif('{{ feature.categories | join(" ") }}', '') as category_values,
        {{ feature.monotone }} as monotone,
        {{ 'true' if feature.missing == 'category' else 'false' }} as is_missing_kept
    {%- endfor %}
    {%- endfor %}
    {%- endif %}
{%- endmacro %}
