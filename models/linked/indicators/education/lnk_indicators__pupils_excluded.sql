{{ people_having(
    'pupils_excluded',
    dataset='school_census',
    choice={'events': ['school_roll']},
    having={'events': ['permanent_exclusion']},
    period_type='academic_year',
) }}
