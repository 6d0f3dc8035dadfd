with address_spells as (
    select * from {{ ref('lnk_people__address_spells') }}
),

arrivals_and_departures as (
    select
        address_id,
        start_on as happened_on,
        1 as person_change
    from address_spells
    where is_at_address
    union all
    select
        address_id,
        coalesce(
            end_on,
            last_seen_on + interval '{{ var("days_lived_on_after_last_seen") }}' day
        ) as happened_on,
        -1 as person_change
    from address_spells
    where is_at_address
),

occupied as (
    select
        address_id,
        sum(person_change) over (
            partition by address_id
            order by happened_on asc, person_change asc
            rows between unbounded preceding and current row
        ) as person_count
    from arrivals_and_departures
),

institutions as (
    select
        address_id,
        max(person_count) as most_people_at_once
    from occupied
    group by address_id
    having max(person_count) > {{ var('largest_household') }}
)

select * from institutions
