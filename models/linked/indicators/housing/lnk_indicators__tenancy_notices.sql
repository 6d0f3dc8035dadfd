{{ events_of_residents(
    'tenancy_notices',
    dataset='housing_tenancies',
    choice={'events': ['tenancy_notice']},
    period_type='financial_year',
    counted='people',
    ages=[18, 120],
) }}
