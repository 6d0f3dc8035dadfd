{{ expected_of_risk(
    'falls_expected',
    risk='falls',
) }}
