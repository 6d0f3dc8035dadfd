{{ risk_scores('school_exclusion') }}
