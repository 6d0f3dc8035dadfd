{{ indicators_of_dataset('youth_offending', [
    {
        'id': 'youth_offences',
        'choice': {'events': ['youth_offence']},
        'period_type': 'financial_year',
        'counted': 'events',
        'ages': [10, 17],
    },
    {
        'id': 'first_time_entrants',
        'choice': {
            'events': ['youth_justice_outcome'],
            'codes': [
                'caution', 'conditional_caution', 'referral_order', 'rehabilitation_order',
            ],
        },
        'period_type': 'financial_year',
        'counted': 'firsts',
        'ages': [10, 17],
    },
]) }}
