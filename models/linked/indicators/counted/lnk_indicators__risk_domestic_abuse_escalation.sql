{{ indicators_of_risk(
    'domestic_abuse_escalation',
    indicators={
        'expected': 'domestic_abuse_escalation_expected',
        'at_risk': 'domestic_abuse_escalation_households_at_risk',
        'unknown': 'domestic_abuse_escalation_households_unknown',
    },
) }}
