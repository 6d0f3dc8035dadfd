{{ staged_match_keys(
    'schools',
    ['school_census']
) }}
