{{ risk_reasons('school_readiness') }}
