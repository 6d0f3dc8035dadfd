{%- set assessments = [
    'communication', 'gross_motor', 'fine_motor', 'problem_solving', 'personal_social'
] -%}
with reviews as (
    {{ linked_records('essex_county_council', 'health_visiting_reviews') }}
),

events as (
    {{ events_of(
        'reviews', 'health_visiting_review', 'review_on',
        event_code='review_type',
    ) }}
    union all
    {{ events_of(
        'reviews', 'birth_weight_grams', 'review_on',
        event_value='birth_weight_grams',
        only_where='birth_weight_grams is not null',
    ) }}
    union all
    {{ events_of(
        'reviews', 'gestation_weeks', 'review_on',
        event_value='gestation_weeks',
        only_where='gestation_weeks is not null',
    ) }}
    union all
    {{ events_of(
        'reviews', 'breastfeeding_6_weeks', 'review_on',
        event_value='case when is_breastfed_at_6_weeks then 1 else 0 end',
        only_where='is_breastfed_at_6_weeks is not null',
    ) }}
    {%- for assessment in assessments %}
    union all
        {{ events_of(
            'reviews', 'asq3_score', 'review_on',
            event_code="'" ~ assessment ~ "'",
            event_value='asq3_' ~ assessment,
            only_where='asq3_' ~ assessment ~ ' is not null',
        ) }}
    {%- endfor %}
)

select * from events
