{{ indicators_of_dataset('domestic_abuse_incidents', [
    {
        'id': 'domestic_abuse_victims',
        'choice': {'events': ['domestic_abuse_victim']},
        'period_type': 'financial_year',
        'counted': 'people',
        'ages': [16, 120],
    },
    {
        'id': 'domestic_abuse_victims_rolling',
        'choice': {'events': ['domestic_abuse_victim']},
        'period_type': 'rolling_12_months',
        'counted': 'people',
        'ages': [16, 120],
    },
    {
        'id': 'high_risk_domestic_abuse',
        'choice': {'events': ['domestic_abuse_victim'], 'codes': ['high']},
        'period_type': 'financial_year',
        'counted': 'people',
        'ages': [16, 120],
    },
    {
        'id': 'children_at_domestic_abuse',
        'choice': {'events': ['domestic_abuse_child']},
        'period_type': 'financial_year',
        'counted': 'people',
        'ages': [0, 17],
    },
    {
        'id': 'repeat_domestic_abuse',
        'choice': {'events': ['domestic_abuse_victim']},
        'having': {'events': ['domestic_abuse_victim'], 'least': 2},
        'period_type': 'financial_year',
    },
]) }}
