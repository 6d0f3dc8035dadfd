{{ households_at_risk(
    'school_exclusion_households_unknown',
    risk='school_exclusion',
    unknown=true,
) }}
