{{ events_of_residents(
    'children_at_domestic_abuse',
    dataset='domestic_abuse_incidents',
    choice={'events': ['domestic_abuse_child']},
    period_type='financial_year',
    counted='people',
    ages=[0, 17],
) }}
