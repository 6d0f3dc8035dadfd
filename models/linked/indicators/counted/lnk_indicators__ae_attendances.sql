{{ indicators_of_dataset('ae_attendances', [
    {
        'id': 'ae_attendances',
        'choice': {'events': ['ae_attendance']},
        'period_type': 'financial_year',
        'counted': 'events',
    },
    {
        'id': 'ae_attendances_rolling',
        'choice': {'events': ['ae_attendance']},
        'period_type': 'rolling_12_months',
        'counted': 'events',
    },
    {
        'id': 'ae_without_treatment',
        'choice': {'events': ['ae_non_urgent']},
        'period_type': 'financial_year',
        'counted': 'events',
    },
    {
        'id': 'ae_under_fives',
        'choice': {'events': ['ae_attendance']},
        'period_type': 'financial_year',
        'counted': 'events',
        'ages': [0, 4],
    },
    {
        'id': 'ae_three_or_more',
        'choice': {'events': ['ae_attendance']},
        'having': {'events': ['ae_attendance'], 'least': 3},
        'period_type': 'financial_year',
    },
    {
        'id': 'ae_self_harm_young',
        'choice': {'events': ['ae_injury'], 'codes': ['self_harm']},
        'period_type': 'financial_year',
        'counted': 'events',
        'ages': [10, 24],
    },
    {
        'id': 'ae_assault',
        'choice': {'events': ['ae_injury'], 'codes': ['assault']},
        'period_type': 'financial_year',
        'counted': 'events',
    },
    {
        'id': 'falls',
        'choice': {'events': ['ae_injury'], 'codes': ['fall']},
        'period_type': 'calendar_year',
        'counted': 'people',
        'ages': [65, 120],
    },
]) }}
