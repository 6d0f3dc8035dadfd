with incidents as (
    {{ linked_records('essex_police', 'domestic_abuse_incidents') }}
),

levelled as (
    select
        *,
        case risk_level
            when 'standard' then 1
            when 'medium' then 2
            when 'high' then 3
        end as graded_level
    from incidents
),

events as (
    {{ events_of(
        'levelled', 'domestic_abuse_victim', 'incident_at',
        event_code='risk_level',
        event_value='graded_level',
        only_where="person_role = 'victim'",
    ) }}
    union all
    {{ events_of(
        'levelled', 'domestic_abuse_perpetrator', 'incident_at',
        event_code='risk_level',
        event_value='graded_level',
        only_where="person_role = 'perpetrator'",
    ) }}
    union all
    {{ events_of(
        'levelled', 'domestic_abuse_child', 'incident_at',
        event_code='risk_level',
        event_value='graded_level',
        only_where="person_role = 'child'",
    ) }}
)

select * from events
