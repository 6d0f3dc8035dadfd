{{ indicators_of_dataset('drug_alcohol_treatment', [
    {
        'id': 'adults_in_treatment',
        'choice': {'events': ['drug_alcohol_treatment']},
        'period_type': 'financial_year',
        'counted': 'running',
        'ages': [18, 120],
    },
    {
        'id': 'alcohol_treatment_begun',
        'choice': {'events': ['drug_alcohol_treatment'], 'codes': ['alcohol']},
        'period_type': 'financial_year',
        'counted': 'people',
        'ages': [18, 120],
    },
    {
        'id': 'opiate_or_crack_treatment_begun',
        'choice': {'events': ['drug_alcohol_treatment'], 'codes': ['opiates', 'crack']},
        'period_type': 'financial_year',
        'counted': 'people',
        'ages': [18, 120],
    },
]) }}
