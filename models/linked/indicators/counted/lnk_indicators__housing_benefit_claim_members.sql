{{ indicators_of_dataset('housing_benefit_claim_members', [
    {
        'id': 'housing_benefit_residents',
        'choice': {'events': ['housing_benefit_claim']},
        'period_type': 'financial_year',
        'counted': 'running',
    },
    {
        'id': 'children_on_housing_benefit',
        'choice': {'events': ['housing_benefit_claim']},
        'period_type': 'financial_year',
        'counted': 'running',
        'ages': [0, 17],
    },
    {
        'id': 'passported_benefit',
        'choice': {'events': ['passported_benefit']},
        'period_type': 'financial_year',
        'counted': 'running',
        'ages': [18, 120],
    },
]) }}
