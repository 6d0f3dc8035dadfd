{{ indicators_of_dataset('school_census', [
    {
        'id': 'free_school_meals',
        'choice': {'events': ['school_roll']},
        'having': {'events': ['free_school_meals']},
        'period_type': 'academic_year',
    },
    {
        'id': 'special_needs_support',
        'choice': {'events': ['school_roll']},
        'having': {'events': ['special_educational_needs'], 'codes': ['K']},
        'period_type': 'academic_year',
    },
    {
        'id': 'education_health_care_plan',
        'choice': {'events': ['school_roll']},
        'having': {'events': ['special_educational_needs'], 'codes': ['E']},
        'period_type': 'academic_year',
    },
    {
        'id': 'persistent_absence',
        'choice': {'events': ['school_roll']},
        'having': {'events': ['school_absence_percent'], 'value': '>= 10'},
        'period_type': 'academic_year',
    },
    {
        'id': 'severe_absence',
        'choice': {'events': ['school_roll']},
        'having': {'events': ['school_absence_percent'], 'value': '>= 50'},
        'period_type': 'academic_year',
    },
    {
        'id': 'pupils_suspended',
        'choice': {'events': ['school_roll']},
        'having': {'events': ['school_suspension']},
        'period_type': 'academic_year',
    },
    {
        'id': 'pupils_excluded',
        'choice': {'events': ['school_roll']},
        'having': {'events': ['permanent_exclusion']},
        'period_type': 'academic_year',
    },
    {
        'id': 'persistent_absence_in_term',
        'choice': {'events': ['school_roll']},
        'having': {'events': ['school_absence_percent'], 'value': '>= 10'},
        'period_type': 'term',
    },
]) }}
