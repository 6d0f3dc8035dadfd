{{ people_having(
    'breastfeeding_6_weeks',
    dataset='health_visiting_reviews',
    choice={'events': ['breastfeeding_6_weeks']},
    having={'events': ['breastfeeding_6_weeks'], 'value': '> 0'},
    period_type='financial_year',
) }}
