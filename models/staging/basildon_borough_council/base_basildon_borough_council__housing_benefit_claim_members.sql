{{ tokenised_rows('basildon_borough_council', 'housing_benefit_claim_members') }}
