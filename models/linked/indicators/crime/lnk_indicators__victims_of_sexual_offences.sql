{{ events_of_residents(
    'victims_of_sexual_offences',
    dataset='crimes',
    choice={'events': ['crime_victim'], 'codes': ['sexual']},
    period_type='financial_year',
    counted='people',
) }}
