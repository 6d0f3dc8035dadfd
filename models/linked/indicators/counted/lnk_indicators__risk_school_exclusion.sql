{{ indicators_of_risk(
    'school_exclusion',
    indicators={
        'expected': 'school_exclusion_expected',
        'at_risk': 'school_exclusion_households_at_risk',
        'unknown': 'school_exclusion_households_unknown',
    },
) }}
