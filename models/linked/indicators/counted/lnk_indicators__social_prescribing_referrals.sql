{{ indicators_of_dataset('social_prescribing_referrals', [
    {
        'id': 'social_prescribing_referrals',
        'choice': {'events': ['social_prescribing_referral']},
        'period_type': 'financial_year',
        'counted': 'events',
        'ages': [18, 120],
    },
    {
        'id': 'wellbeing_improved',
        'choice': {'events': ['wellbeing_change']},
        'having': {'events': ['wellbeing_change'], 'value': '> 0'},
        'period_type': 'financial_year',
    },
]) }}
