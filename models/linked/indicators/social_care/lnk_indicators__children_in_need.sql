{{ events_of_residents(
    'children_in_need',
    dataset='childrens_social_care_episodes',
    choice={'events': ['social_care_episode'], 'codes': ['cin_plan']},
    period_type='financial_year',
    counted='running',
    ages=[0, 17],
) }}
