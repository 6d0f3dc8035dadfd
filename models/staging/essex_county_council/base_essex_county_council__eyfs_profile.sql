{{ tokenised_rows('essex_county_council', 'eyfs_profile') }}
