{#- A feature of who is around somebody, as an aggregate over the rows of
    risk_<risk>__people: reads relation and age_years.
    feature: of declared_features(). measure: people (how many; about: household, children or
    adults; under_years: only the younger), or age_at_birth (the mother's, in years). -#}
{% macro feature_of_people(feature) -%}
    {%- if feature.measure == 'age_at_birth' -%}
        min(age_years) filter (where relation = 'mother')
        - min(age_years) filter (where relation = 'self')
    {%- else -%}
        count(*) filter (
            where {{ {
                'household': 'relation is not null',
                'children': "relation = 'child'",
                'adults': "relation in ('adult', 'mother')",
            }[feature.about] }}
            {%- if feature.under_years %} and age_years < {{ feature.under_years }}{% endif %}
        )
    {%- endif -%}
{%- endmacro %}
