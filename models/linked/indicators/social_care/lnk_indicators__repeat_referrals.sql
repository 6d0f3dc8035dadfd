{{ people_having(
    'repeat_referrals',
    dataset='childrens_social_care_episodes',
    choice={'events': ['social_care_episode'], 'codes': ['referral']},
    having={'events': ['social_care_episode'], 'codes': ['referral'], 'least': 2},
    period_type='financial_year',
) }}
