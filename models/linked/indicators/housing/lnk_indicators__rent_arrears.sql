{{ events_of_residents(
    'rent_arrears',
    dataset='housing_tenancies',
    choice={'events': ['rent_arrears_gbp'], 'value': '>= 500'},
    period_type='financial_year',
    counted='people',
    ages=[18, 120],
) }}
