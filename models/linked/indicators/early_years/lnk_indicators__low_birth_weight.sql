{{ people_having(
    'low_birth_weight',
    dataset='health_visiting_reviews',
    choice={'events': ['birth_weight_grams']},
    having={'events': ['birth_weight_grams'], 'value': '< 2500'},
    period_type='financial_year',
) }}
