{{ indicators_of_dataset('health_visiting_reviews', [
    {
        'id': 'low_birth_weight',
        'choice': {'events': ['birth_weight_grams']},
        'having': {'events': ['birth_weight_grams'], 'value': '< 2500'},
        'period_type': 'financial_year',
    },
    {
        'id': 'preterm_birth',
        'choice': {'events': ['gestation_weeks']},
        'having': {'events': ['gestation_weeks'], 'value': '< 37'},
        'period_type': 'financial_year',
    },
    {
        'id': 'breastfeeding_6_weeks',
        'choice': {'events': ['breastfeeding_6_weeks']},
        'having': {'events': ['breastfeeding_6_weeks'], 'value': '> 0'},
        'period_type': 'financial_year',
    },
]) }}
