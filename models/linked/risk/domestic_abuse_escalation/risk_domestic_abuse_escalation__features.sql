{{ risk_features(
    'domestic_abuse_escalation',
    with_household=true,
    with_area=true,
    timeline=[
        'domestic_abuse_incidents',
        'crimes',
        'childrens_social_care_episodes',
        'drug_alcohol_treatment',
        'housing_tenancies',
        'housing_benefit_claim_members',
        'homes',
    ],
) }}
