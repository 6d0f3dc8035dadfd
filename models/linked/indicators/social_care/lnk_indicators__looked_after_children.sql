{{ events_of_residents(
    'looked_after_children',
    dataset='childrens_social_care_episodes',
    choice={'events': ['social_care_episode'], 'codes': ['looked_after']},
    period_type='financial_year',
    counted='running',
    ages=[0, 17],
) }}
