{{ events_of_residents(
    'falls',
    dataset='ae_attendances',
    choice={'events': ['ae_injury'], 'codes': ['fall']},
    period_type='calendar_year',
    counted='people',
    ages=[65, 120],
) }}
