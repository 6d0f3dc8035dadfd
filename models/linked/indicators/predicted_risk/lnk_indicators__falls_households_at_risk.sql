{{ households_at_risk('falls_households_at_risk', risk='falls') }}
