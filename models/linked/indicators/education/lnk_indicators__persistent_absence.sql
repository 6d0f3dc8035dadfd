{{ people_having(
    'persistent_absence',
    dataset='school_census',
    choice={'events': ['school_roll']},
    having={'events': ['school_absence_percent'], 'value': '>= 10'},
    period_type='academic_year',
) }}
