{{ events_of_residents(
    'alcohol_treatment_begun',
    dataset='drug_alcohol_treatment',
    choice={'events': ['drug_alcohol_treatment'], 'codes': ['alcohol']},
    period_type='financial_year',
    counted='people',
    ages=[18, 120],
) }}
