{{ events_of_residents(
    'council_tenants',
    dataset='housing_tenancies',
    choice={'events': ['social_tenancy']},
    period_type='financial_year',
    counted='running',
    ages=[18, 120],
) }}
