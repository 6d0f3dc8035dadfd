{{ people_having(
    'social_care_substance_misuse',
    dataset='childrens_social_care_episodes',
    choice={'events': ['social_care_episode']},
    having={'events': ['social_care_factor'], 'codes': ['alcohol', 'drugs']},
    period_type='financial_year',
) }}
