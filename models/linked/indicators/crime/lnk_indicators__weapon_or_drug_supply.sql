{{ events_of_residents(
    'weapon_or_drug_supply',
    dataset='crimes',
    choice={'events': ['crime_weapon_or_drug_supply']},
    period_type='financial_year',
    counted='people',
    ages=[10, 120],
) }}
