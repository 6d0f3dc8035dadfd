{{ events_of_residents(
    'victims_of_crime',
    dataset='crimes',
    choice={'events': ['crime_victim']},
    period_type='financial_year',
    counted='people',
) }}
