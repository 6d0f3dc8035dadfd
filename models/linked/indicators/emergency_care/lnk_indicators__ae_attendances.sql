{{ events_of_residents(
    'ae_attendances',
    dataset='ae_attendances',
    choice={'events': ['ae_attendance']},
    period_type='financial_year',
) }}
