{{ staged_match_keys(
    'basildon_borough_council',
    ['housing_tenancies', 'housing_benefit_claim_members']
) }}
