with treatments as (
    {{ linked_records('essex_county_council', 'drug_alcohol_treatment') }}
),

events as (
    {{ events_of(
        'treatments', 'drug_alcohol_treatment', 'treatment_start_on',
        event_code='primary_substance',
        event_value='children_living_with',
        ended_on='treatment_end_on',
    ) }}
)

select * from events
