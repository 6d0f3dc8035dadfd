{{ people_having(
    'preterm_birth',
    dataset='health_visiting_reviews',
    choice={'events': ['gestation_weeks']},
    having={'events': ['gestation_weeks'], 'value': '< 37'},
    period_type='financial_year',
) }}
