{{ households_at_risk('school_exclusion_households_at_risk', risk='school_exclusion') }}
