{{ tokenised_rows('essex_county_council', 'youth_offending') }}
