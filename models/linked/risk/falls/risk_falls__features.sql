{{ risk_features('falls', timeline=[
    'ae_attendances',
    'homes',
    'social_prescribing_referrals',
    'housing_tenancies',
    'drug_alcohol_treatment',
]) }}
