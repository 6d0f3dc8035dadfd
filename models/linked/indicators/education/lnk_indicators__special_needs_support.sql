{{ people_having(
    'special_needs_support',
    dataset='school_census',
    choice={'events': ['school_roll']},
    having={'events': ['special_educational_needs'], 'codes': ['K']},
    period_type='academic_year',
) }}
