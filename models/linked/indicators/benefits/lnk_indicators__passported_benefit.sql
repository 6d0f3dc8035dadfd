{{ events_of_residents(
    'passported_benefit',
    dataset='housing_benefit_claim_members',
    choice={'events': ['passported_benefit']},
    period_type='financial_year',
    counted='running',
    ages=[18, 120],
) }}
