{{ tokenised_rows('voluntary_sector', 'services') }}
