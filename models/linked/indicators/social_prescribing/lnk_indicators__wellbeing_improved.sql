{{ people_having(
    'wellbeing_improved',
    dataset='social_prescribing_referrals',
    choice={'events': ['wellbeing_change']},
    having={'events': ['wellbeing_change'], 'value': '> 0'},
    period_type='financial_year',
) }}
