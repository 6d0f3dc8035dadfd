{{ people_having(
    'education_health_care_plan',
    dataset='school_census',
    choice={'events': ['school_roll']},
    having={'events': ['special_educational_needs'], 'codes': ['E']},
    period_type='academic_year',
) }}
