{{ tokenised_rows('essex_county_council', 'childrens_social_care_episodes') }}
