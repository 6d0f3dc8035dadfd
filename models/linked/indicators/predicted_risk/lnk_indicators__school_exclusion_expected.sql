{{ expected_of_risk(
    'school_exclusion_expected',
    risk='school_exclusion',
) }}
