{{ events_of_residents(
    'suspects_of_crime',
    dataset='crimes',
    choice={'events': ['crime_suspect', 'crime_offender']},
    period_type='financial_year',
    counted='people',
    ages=[10, 120],
) }}
