{{ people_having(
    'social_care_domestic_abuse',
    dataset='childrens_social_care_episodes',
    choice={'events': ['social_care_episode']},
    having={'events': ['social_care_factor'], 'codes': ['domestic_abuse']},
    period_type='financial_year',
) }}
