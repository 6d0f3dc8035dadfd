{{ events_of_residents(
    'ae_attendances_rolling',
    dataset='ae_attendances',
    choice={'events': ['ae_attendance']},
    period_type='rolling_12_months',
) }}
