{{ indicators_of_dataset('eyfs_profile', [
    {
        'id': 'first_language_not_english',
        'choice': {'events': ['first_language']},
        'having': {'events': ['first_language'], 'codes': ['other']},
        'period_type': 'academic_year',
    },
]) }}
