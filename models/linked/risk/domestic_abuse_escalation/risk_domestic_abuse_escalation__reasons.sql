{{ risk_reasons('domestic_abuse_escalation') }}
