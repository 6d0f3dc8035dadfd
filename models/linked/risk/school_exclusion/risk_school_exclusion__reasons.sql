{{ risk_reasons('school_exclusion') }}
