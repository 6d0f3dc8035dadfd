{{ expected_of_risk(
    'unnecessary_ae_expected',
    risk='unnecessary_ae',
) }}
