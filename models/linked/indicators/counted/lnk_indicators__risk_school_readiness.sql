{{ indicators_of_risk(
    'school_readiness',
    indicators={
        'expected': 'school_readiness_not_ready_predicted',
        'at_risk': 'school_readiness_households_at_risk',
        'unknown': 'school_readiness_households_unknown',
    },
    period=['reception_start_on', 'reception_end_on'],
) }}
