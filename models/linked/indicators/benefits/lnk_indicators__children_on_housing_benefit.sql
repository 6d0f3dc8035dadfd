{{ events_of_residents(
    'children_on_housing_benefit',
    dataset='housing_benefit_claim_members',
    choice={'events': ['housing_benefit_claim']},
    period_type='financial_year',
    counted='running',
    ages=[0, 17],
) }}
