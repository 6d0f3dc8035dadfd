{{ risk_reasons('falls') }}
