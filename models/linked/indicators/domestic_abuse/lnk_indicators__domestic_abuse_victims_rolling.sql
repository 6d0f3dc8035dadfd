{{ events_of_residents(
    'domestic_abuse_victims_rolling',
    dataset='domestic_abuse_incidents',
    choice={'events': ['domestic_abuse_victim']},
    period_type='rolling_12_months',
    counted='people',
    ages=[16, 120],
) }}
