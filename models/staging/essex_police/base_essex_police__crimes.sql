{{ tokenised_rows('essex_police', 'crimes') }}
