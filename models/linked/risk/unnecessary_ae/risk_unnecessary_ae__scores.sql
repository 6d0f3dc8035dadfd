{{ risk_scores('unnecessary_ae') }}
