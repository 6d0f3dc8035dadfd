{{ people_having(
    'social_care_mental_health',
    dataset='childrens_social_care_episodes',
    choice={'events': ['social_care_episode']},
    having={'events': ['social_care_factor'], 'codes': ['mental_health']},
    period_type='financial_year',
) }}
