{{ events_of_residents(
    'victims_of_violence',
    dataset='crimes',
    choice={'events': ['crime_victim'], 'codes': ['violence', 'weapons']},
    period_type='financial_year',
    counted='people',
) }}
