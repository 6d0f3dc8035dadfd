{{ indicators_of_risk(
    'unnecessary_ae',
    indicators={
        'expected': 'unnecessary_ae_expected',
        'at_risk': 'unnecessary_ae_households_at_risk',
        'unknown': 'unnecessary_ae_households_unknown',
    },
) }}
