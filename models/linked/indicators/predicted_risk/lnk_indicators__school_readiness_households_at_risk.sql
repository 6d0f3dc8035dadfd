{{ households_at_risk('school_readiness_households_at_risk', risk='school_readiness') }}
