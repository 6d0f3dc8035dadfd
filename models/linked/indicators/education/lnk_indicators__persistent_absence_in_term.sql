{{ people_having(
    'persistent_absence_in_term',
    dataset='school_census',
    choice={'events': ['school_roll']},
    having={'events': ['school_absence_percent'], 'value': '>= 10'},
    period_type='term',
) }}
