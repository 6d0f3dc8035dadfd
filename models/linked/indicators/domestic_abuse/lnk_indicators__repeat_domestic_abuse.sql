{{ people_having(
    'repeat_domestic_abuse',
    dataset='domestic_abuse_incidents',
    choice={'events': ['domestic_abuse_victim']},
    having={'events': ['domestic_abuse_victim'], 'least': 2},
    period_type='financial_year',
) }}
