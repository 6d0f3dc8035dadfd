{{ events_of_residents(
    'housing_benefit_residents',
    dataset='housing_benefit_claim_members',
    choice={'events': ['housing_benefit_claim']},
    period_type='financial_year',
    counted='running',
) }}
