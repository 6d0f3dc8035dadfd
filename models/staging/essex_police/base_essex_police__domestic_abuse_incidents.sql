{{ tokenised_rows('essex_police', 'domestic_abuse_incidents') }}
