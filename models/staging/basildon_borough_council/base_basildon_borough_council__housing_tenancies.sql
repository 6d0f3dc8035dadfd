{{ tokenised_rows('basildon_borough_council', 'housing_tenancies') }}
