{{ staged_match_keys(
    'essex_police',
    ['crimes', 'domestic_abuse_incidents']
) }}
