{{ risk_features('unnecessary_ae', with_household=true, timeline=[
    'ae_attendances',
    'homes',
    'social_prescribing_referrals',
]) }}
