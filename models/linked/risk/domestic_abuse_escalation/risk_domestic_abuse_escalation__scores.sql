{{ risk_scores('domestic_abuse_escalation') }}
