{{ indicators_of_risk(
    'falls',
    indicators={
        'expected': 'falls_expected',
        'at_risk': 'falls_households_at_risk',
        'unknown': 'falls_households_unknown',
    },
) }}
