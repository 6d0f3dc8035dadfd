{{ households_at_risk('falls_households_unknown', risk='falls', unknown=true) }}
