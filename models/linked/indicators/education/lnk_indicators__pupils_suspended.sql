{{ people_having(
    'pupils_suspended',
    dataset='school_census',
    choice={'events': ['school_roll']},
    having={'events': ['school_suspension']},
    period_type='academic_year',
) }}
