{{ events_of_residents(
    'antisocial_behaviour',
    dataset='housing_tenancies',
    choice={'events': ['antisocial_behaviour_complaints'], 'value': '> 0'},
    period_type='financial_year',
    counted='people',
    ages=[18, 120],
) }}
