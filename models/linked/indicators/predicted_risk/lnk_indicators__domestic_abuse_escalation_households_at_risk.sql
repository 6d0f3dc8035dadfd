{{ households_at_risk(
    'domestic_abuse_escalation_households_at_risk',
    risk='domestic_abuse_escalation',
) }}
