with address_spells as (
    select * from {{ ref('lnk_people__address_spells') }}
),

claims_and_tenancies as (
    select * from {{ ref('lnk_households__claims_and_tenancies') }}
),

-- a claim or tenancy that began during the stay says that it went on
confirmed as (
    select
        address_spells.person_id,
        address_spells.address_id,
        address_spells.start_on,
        max(claims_and_tenancies.last_seen_on) as last_seen_on
    from address_spells
    inner join claims_and_tenancies
        on
            address_spells.person_id = claims_and_tenancies.person_id
            and address_spells.start_on <= claims_and_tenancies.start_on
            and (
                address_spells.end_on is null
                or address_spells.end_on > claims_and_tenancies.start_on
            )
    group by
        address_spells.person_id, address_spells.address_id, address_spells.start_on
),

seen as (
    select
        address_spells.*,
        least(
            greatest(
                address_spells.last_seen_on,
                coalesce(confirmed.last_seen_on, address_spells.last_seen_on)
            ),
            coalesce(address_spells.end_on, date '9999-12-31')
        ) as seen_until
    from address_spells
    left join confirmed
        on
            address_spells.person_id = confirmed.person_id
            and address_spells.address_id = confirmed.address_id
            and address_spells.start_on = confirmed.start_on
    where address_spells.is_at_address
),

-- who is seen no more has left some time after
stays as (
    select
        row_number() over (order by address_id, person_id, start_on) as stay_number,
        person_id,
        address_id,
        lsoa_code,
        start_on,
        end_on,
        seen_until,
        coalesce(
            end_on,
            seen_until + interval '{{ var("days_lived_on_after_last_seen") }}' day
        ) as presumed_end_on,
        known_on
    from seen
)

select * from stays
