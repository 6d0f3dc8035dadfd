with residences as (
    select * from {{ ref('lnk_people__residences') }}
),

events as (
    select
        md5(person_id || '|home|' || cast(start_on as varchar)) as event_id,
        person_id,
        'home' as event_type,
        cast(null as varchar) as event_code,
        cast(null as double) as event_value,
        start_on as happened_on,
        -- an end may be known only from what came later
        cast(null as date) as ended_on,
        min(known_on) as known_on,
        cast(null as date) as superseded_on,
        'linkage' as partner,
        'residences' as dataset
    from residences
    group by person_id, start_on
)

select * from events
