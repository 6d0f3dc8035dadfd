{{ events_of_residents(
    'adults_in_treatment',
    dataset='drug_alcohol_treatment',
    choice={'events': ['drug_alcohol_treatment']},
    period_type='financial_year',
    counted='running',
    ages=[18, 120],
) }}
