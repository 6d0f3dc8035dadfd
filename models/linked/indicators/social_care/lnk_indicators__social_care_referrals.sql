{{ events_of_residents(
    'social_care_referrals',
    dataset='childrens_social_care_episodes',
    choice={'events': ['social_care_episode'], 'codes': ['referral']},
    period_type='financial_year',
    ages=[0, 17],
) }}
