{{ households_at_risk('unnecessary_ae_households_at_risk', risk='unnecessary_ae') }}
