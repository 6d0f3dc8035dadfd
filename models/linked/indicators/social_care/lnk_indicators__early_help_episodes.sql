{{ events_of_residents(
    'early_help_episodes',
    dataset='childrens_social_care_episodes',
    choice={'events': ['social_care_episode'], 'codes': ['early_help']},
    period_type='financial_year',
    ages=[0, 17],
) }}
