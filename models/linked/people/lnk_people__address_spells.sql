with sightings as (
    select * from {{ ref('lnk_people__sightings') }}
),

-- a spell begins where a person is first seen at another address than before
marked as (
    select
        *,
        case
            when
                lag(address_id) over (
                    partition by person_id order by observed_on asc, address_id asc
                ) = address_id
                then 0
            else 1
        end as is_arrival
    from sightings
),

numbered as (
    select
        *,
        sum(is_arrival) over (
            partition by person_id
            order by observed_on asc, address_id asc
            rows between unbounded preceding and current row
        ) as spell_number
    from marked
),

spells as (
    select
        person_id,
        spell_number,
        address_id,
        is_at_address,
        max(lsoa_code) as lsoa_code,
        min(observed_on) as start_on,
        max(observed_on) as last_seen_on,
        max(observed_until) as observed_until,
        min(known_on) as known_on
    from numbered
    group by person_id, spell_number, address_id, is_at_address
),

ended as (
    select
        person_id,
        address_id,
        is_at_address,
        lsoa_code,
        start_on,
        coalesce(
            lead(start_on) over (partition by person_id order by spell_number),
            case when observed_until >= last_seen_on then observed_until end
        ) as end_on,
        last_seen_on,
        known_on
    from spells
)

select * from ended
