with seen_places as (
    select * from {{ ref('lnk_people__seen_places') }}
    where address_id is not null
),

-- a home is an address at which somebody was seen for the first time
first_seen as (
    select
        person_id,
        address_id,
        min_by(observed_on, (known_on, observed_on)) as observed_on,
        min(known_on) as known_on,
        case when count(*) = count(superseded_on) then max(superseded_on) end
            as superseded_on
    from seen_places
    group by person_id, address_id
),

events as (
    select
        person_id,
        'home' as event_type,
        cast(null as varchar) as event_code,
        cast(null as double) as event_value,
        observed_on as happened_on,
        -- an end may be known only from what came later
        cast(null as date) as ended_on,
        known_on,
        superseded_on,
        'linkage' as partner,
        'residences' as dataset
    from first_seen
)

select * from events
