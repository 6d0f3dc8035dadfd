{{ households_at_risk(
    'domestic_abuse_escalation_households_unknown',
    risk='domestic_abuse_escalation',
    unknown=true,
) }}
