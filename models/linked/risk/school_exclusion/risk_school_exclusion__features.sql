{{ risk_features(
    'school_exclusion',
    with_household=true,
    with_area=true,
    timeline=[
        'school_census',
        'childrens_social_care_episodes',
        'domestic_abuse_incidents',
        'eyfs_profile',
        'youth_offending',
        'homes',
    ],
) }}
