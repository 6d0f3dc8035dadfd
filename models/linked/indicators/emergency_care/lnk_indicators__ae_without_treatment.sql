{{ events_of_residents(
    'ae_without_treatment',
    dataset='ae_attendances',
    choice={'events': ['ae_non_urgent']},
    period_type='financial_year',
) }}
