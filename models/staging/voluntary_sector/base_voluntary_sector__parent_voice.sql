{{ tokenised_rows('voluntary_sector', 'parent_voice') }}
