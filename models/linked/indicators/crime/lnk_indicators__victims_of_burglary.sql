{{ events_of_residents(
    'victims_of_burglary',
    dataset='crimes',
    choice={'events': ['crime_victim'], 'codes': ['burglary']},
    period_type='financial_year',
    counted='people',
) }}
