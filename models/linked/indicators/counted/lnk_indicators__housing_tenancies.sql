{{ indicators_of_dataset('housing_tenancies', [
    {
        'id': 'council_tenants',
        'choice': {'events': ['social_tenancy']},
        'period_type': 'financial_year',
        'counted': 'running',
        'ages': [18, 120],
    },
    {
        'id': 'temporary_accommodation',
        'choice': {'events': ['social_tenancy'], 'codes': ['temporary']},
        'period_type': 'financial_year',
        'counted': 'running',
        'ages': [18, 120],
    },
    {
        'id': 'tenancy_notices',
        'choice': {'events': ['tenancy_notice']},
        'period_type': 'financial_year',
        'counted': 'people',
        'ages': [18, 120],
    },
    {
        'id': 'rent_arrears',
        'choice': {'events': ['rent_arrears_gbp'], 'value': '>= 500'},
        'period_type': 'financial_year',
        'counted': 'people',
        'ages': [18, 120],
    },
    {
        'id': 'antisocial_behaviour',
        'choice': {'events': ['antisocial_behaviour_complaints'], 'value': '> 0'},
        'period_type': 'financial_year',
        'counted': 'people',
        'ages': [18, 120],
    },
]) }}
