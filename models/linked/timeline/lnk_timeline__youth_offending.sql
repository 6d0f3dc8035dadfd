with offences as (
    {{ linked_records('essex_county_council', 'youth_offending') }}
),

events as (
    {{ events_of(
        'offences', 'youth_offence', 'offence_on',
        event_code='offence_category',
        event_value='gravity_score',
    ) }}
    union all
    {{ events_of(
        'offences', 'youth_justice_outcome', 'outcome_on',
        event_code='outcome',
        only_where='outcome is not null',
    ) }}
)

select * from events
