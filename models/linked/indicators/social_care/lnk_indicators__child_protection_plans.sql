{{ events_of_residents(
    'child_protection_plans',
    dataset='childrens_social_care_episodes',
    choice={'events': ['social_care_episode'], 'codes': ['cp_plan']},
    period_type='financial_year',
    counted='running',
    ages=[0, 17],
) }}
