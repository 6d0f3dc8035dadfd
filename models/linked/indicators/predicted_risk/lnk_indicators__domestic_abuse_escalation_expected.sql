{{ expected_of_risk(
    'domestic_abuse_escalation_expected',
    risk='domestic_abuse_escalation',
) }}
