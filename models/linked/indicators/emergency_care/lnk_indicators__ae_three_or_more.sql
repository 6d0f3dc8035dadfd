{{ people_having(
    'ae_three_or_more',
    dataset='ae_attendances',
    choice={'events': ['ae_attendance']},
    having={'events': ['ae_attendance'], 'least': 3},
    period_type='financial_year',
) }}
