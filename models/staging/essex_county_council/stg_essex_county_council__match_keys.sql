{{ staged_match_keys(
    'essex_county_council',
    ['eyfs_profile', 'health_visiting_reviews', 'childrens_social_care_people', 'youth_offending', 'drug_alcohol_treatment']
) }}
