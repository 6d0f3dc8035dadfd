{{ events_of_residents(
    'ae_assault',
    dataset='ae_attendances',
    choice={'events': ['ae_injury'], 'codes': ['assault']},
    period_type='financial_year',
) }}
