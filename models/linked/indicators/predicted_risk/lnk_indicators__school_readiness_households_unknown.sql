{{ households_at_risk(
    'school_readiness_households_unknown',
    risk='school_readiness',
    unknown=true,
) }}
