{{ households_at_risk(
    'unnecessary_ae_households_unknown',
    risk='unnecessary_ae',
    unknown=true,
) }}
