{{ events_of_residents(
    'young_suspects_of_violence',
    dataset='crimes',
    choice={
        'events': ['crime_suspect', 'crime_offender'],
        'codes': ['violence', 'weapons', 'robbery'],
    },
    period_type='financial_year',
    counted='people',
    ages=[10, 17],
) }}
