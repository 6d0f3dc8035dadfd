{{ events_of_residents(
    'temporary_accommodation',
    dataset='housing_tenancies',
    choice={'events': ['social_tenancy'], 'codes': ['temporary']},
    period_type='financial_year',
    counted='running',
    ages=[18, 120],
) }}
