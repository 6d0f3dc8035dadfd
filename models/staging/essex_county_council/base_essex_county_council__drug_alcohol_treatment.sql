{{ tokenised_rows('essex_county_council', 'drug_alcohol_treatment') }}
