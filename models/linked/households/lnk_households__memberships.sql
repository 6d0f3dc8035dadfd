with address_spells as (
    select * from {{ ref('lnk_people__address_spells') }}
),

institutions as (
    select * from {{ ref('lnk_households__institutions') }}
),

-- who is seen no more has left some time after
dated as (
    select
        address_spells.*,
        coalesce(
            address_spells.end_on,
            address_spells.last_seen_on
            + interval '{{ var("days_lived_on_after_last_seen") }}' day
        ) as presumed_end_on
    from address_spells
    left join institutions on address_spells.address_id = institutions.address_id
    where address_spells.is_at_address and institutions.address_id is null
),

-- a household ends when everybody who lived there has left before the next come
marked as (
    select
        *,
        case
            when
                start_on <= max(presumed_end_on) over (
                    partition by address_id
                    order by start_on asc, person_id asc
                    rows between unbounded preceding and 1 preceding
                )
                then 0
            else 1
        end as is_new_household
    from dated
),

numbered as (
    select
        *,
        sum(is_new_household) over (
            partition by address_id
            order by start_on asc, person_id asc
            rows between unbounded preceding and current row
        ) as household_number
    from marked
),

households as (
    select
        address_id,
        household_number,
        {{ id_of('household', ['address_id', 'cast(household_number as varchar)']) }}
            as household_id
    from numbered
    group by address_id, household_number
),

memberships as (
    select
        households.household_id,
        numbered.person_id,
        numbered.address_id,
        numbered.lsoa_code,
        numbered.start_on,
        numbered.end_on,
        numbered.known_on
    from numbered
    inner join households
        on
            numbered.address_id = households.address_id
            and numbered.household_number = households.household_number
)

select * from memberships
