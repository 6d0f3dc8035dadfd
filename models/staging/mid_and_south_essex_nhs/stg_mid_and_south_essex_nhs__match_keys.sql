{{ staged_match_keys(
    'mid_and_south_essex_nhs',
    ['ae_attendances']
) }}
