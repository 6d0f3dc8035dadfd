{{ events_of_residents(
    'youth_offences',
    dataset='youth_offending',
    choice={'events': ['youth_offence']},
    period_type='financial_year',
    ages=[10, 17],
) }}
