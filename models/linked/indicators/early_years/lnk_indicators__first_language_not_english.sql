{{ people_having(
    'first_language_not_english',
    dataset='eyfs_profile',
    choice={'events': ['first_language']},
    having={'events': ['first_language'], 'codes': ['other']},
    period_type='academic_year',
) }}
