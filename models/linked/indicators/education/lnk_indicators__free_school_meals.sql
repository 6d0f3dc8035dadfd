{{ people_having(
    'free_school_meals',
    dataset='school_census',
    choice={'events': ['school_roll']},
    having={'events': ['free_school_meals']},
    period_type='academic_year',
) }}
