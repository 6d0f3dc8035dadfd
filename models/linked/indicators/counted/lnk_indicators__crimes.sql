{{ indicators_of_dataset('crimes', [
    {
        'id': 'young_suspects_of_violence',
        'choice': {
            'events': ['crime_suspect', 'crime_offender'],
            'codes': ['violence', 'weapons', 'robbery'],
        },
        'period_type': 'financial_year',
        'counted': 'people',
        'ages': [10, 17],
    },
    {
        'id': 'victims_of_crime',
        'choice': {'events': ['crime_victim']},
        'period_type': 'financial_year',
        'counted': 'people',
    },
    {
        'id': 'victims_of_violence',
        'choice': {'events': ['crime_victim'], 'codes': ['violence', 'weapons']},
        'period_type': 'financial_year',
        'counted': 'people',
    },
    {
        'id': 'victims_of_burglary',
        'choice': {'events': ['crime_victim'], 'codes': ['burglary']},
        'period_type': 'financial_year',
        'counted': 'people',
    },
    {
        'id': 'victims_of_sexual_offences',
        'choice': {'events': ['crime_victim'], 'codes': ['sexual']},
        'period_type': 'financial_year',
        'counted': 'people',
    },
    {
        'id': 'victims_of_robbery_or_theft',
        'choice': {
            'events': ['crime_victim'],
            'codes': ['robbery', 'theft', 'vehicle'],
        },
        'period_type': 'financial_year',
        'counted': 'people',
    },
    {
        'id': 'suspects_of_crime',
        'choice': {'events': ['crime_suspect', 'crime_offender']},
        'period_type': 'financial_year',
        'counted': 'people',
        'ages': [10, 120],
    },
    {
        'id': 'weapon_or_drug_supply',
        'choice': {'events': ['crime_weapon_or_drug_supply']},
        'period_type': 'financial_year',
        'counted': 'people',
        'ages': [10, 120],
    },
]) }}
