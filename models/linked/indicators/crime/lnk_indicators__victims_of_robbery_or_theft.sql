{{ events_of_residents(
    'victims_of_robbery_or_theft',
    dataset='crimes',
    choice={'events': ['crime_victim'], 'codes': ['robbery', 'theft', 'vehicle']},
    period_type='financial_year',
    counted='people',
) }}
