{{ events_of_residents(
    'first_time_entrants',
    dataset='youth_offending',
    choice={
        'events': ['youth_justice_outcome'],
        'codes': ['caution', 'conditional_caution', 'referral_order', 'rehabilitation_order'],
    },
    period_type='financial_year',
    counted='firsts',
    ages=[10, 17],
) }}
