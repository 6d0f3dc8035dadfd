{{ risk_scores('falls') }}
