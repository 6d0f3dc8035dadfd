{{ events_of_residents(
    'ae_self_harm_young',
    dataset='ae_attendances',
    choice={'events': ['ae_injury'], 'codes': ['self_harm']},
    period_type='financial_year',
    ages=[10, 24],
) }}
