{{ people_having(
    'social_care_abuse_or_neglect',
    dataset='childrens_social_care_episodes',
    choice={'events': ['social_care_episode']},
    having={'events': ['social_care_need'], 'codes': ['N1']},
    period_type='financial_year',
) }}
