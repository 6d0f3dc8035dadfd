with tenancies as (
    {{ linked_records('basildon_borough_council', 'housing_tenancies') }}
),

-- a snapshot shows rent accounts and complaints as they stand on its own day: they
-- happened when a delivery first said so
events as (
    {{ events_of(
        'tenancies', 'social_tenancy', 'start_on',
        event_code='tenancy_type',
        ended_on='coalesce(end_on, closed_on)',
    ) }}
    union all
    {{ events_of(
        'tenancies', 'rent_arrears_gbp', 'known_on',
        event_value='rent_arrears_gbp',
        only_where='rent_arrears_gbp > 0',
    ) }}
    union all
    {{ events_of(
        'tenancies', 'tenancy_notice', 'notice_served_on',
        only_where='notice_served_on is not null',
    ) }}
    union all
    {{ events_of(
        'tenancies', 'antisocial_behaviour_complaints', 'known_on',
        event_value='antisocial_behaviour_complaints',
        only_where='antisocial_behaviour_complaints > 0',
    ) }}
)

select * from events
