{{ people_around('domestic_abuse_escalation') }}
