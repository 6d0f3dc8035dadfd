{{ risk_scores('school_readiness') }}
