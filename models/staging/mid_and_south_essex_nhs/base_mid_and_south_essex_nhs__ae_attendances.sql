{{ tokenised_rows('mid_and_south_essex_nhs', 'ae_attendances') }}
