{{ events_of_residents(
    'social_prescribing_referrals',
    dataset='social_prescribing_referrals',
    choice={'events': ['social_prescribing_referral']},
    period_type='financial_year',
    ages=[18, 120],
) }}
