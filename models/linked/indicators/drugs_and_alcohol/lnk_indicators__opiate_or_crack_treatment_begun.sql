{{ events_of_residents(
    'opiate_or_crack_treatment_begun',
    dataset='drug_alcohol_treatment',
    choice={'events': ['drug_alcohol_treatment'], 'codes': ['opiates', 'crack']},
    period_type='financial_year',
    counted='people',
    ages=[18, 120],
) }}
