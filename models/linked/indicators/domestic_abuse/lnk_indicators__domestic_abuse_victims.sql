{{ events_of_residents(
    'domestic_abuse_victims',
    dataset='domestic_abuse_incidents',
    choice={'events': ['domestic_abuse_victim']},
    period_type='financial_year',
    counted='people',
    ages=[16, 120],
) }}
