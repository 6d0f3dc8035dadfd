{{ events_of_residents(
    'high_risk_domestic_abuse',
    dataset='domestic_abuse_incidents',
    choice={'events': ['domestic_abuse_victim'], 'codes': ['high']},
    period_type='financial_year',
    counted='people',
    ages=[16, 120],
) }}
