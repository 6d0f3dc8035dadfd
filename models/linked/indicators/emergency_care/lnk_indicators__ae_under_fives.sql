{{ events_of_residents(
    'ae_under_fives',
    dataset='ae_attendances',
    choice={'events': ['ae_attendance']},
    period_type='financial_year',
    ages=[0, 4],
) }}
