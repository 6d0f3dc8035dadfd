{{ people_having(
    'severe_absence',
    dataset='school_census',
    choice={'events': ['school_roll']},
    having={'events': ['school_absence_percent'], 'value': '>= 50'},
    period_type='academic_year',
) }}
