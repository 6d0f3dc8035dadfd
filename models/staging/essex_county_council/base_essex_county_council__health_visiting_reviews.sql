{{ tokenised_rows('essex_county_council', 'health_visiting_reviews') }}
