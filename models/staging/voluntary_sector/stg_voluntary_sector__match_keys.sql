{{ staged_match_keys(
    'voluntary_sector',
    ['social_prescribing_referrals']
) }}
