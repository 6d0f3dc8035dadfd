{{ risk_reasons('unnecessary_ae') }}
