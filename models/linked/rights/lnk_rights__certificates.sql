with requests as (
    select * from {{ ref('stg_rights__requests') }}
    where superseded_on is null
),

removed as (
    select * from {{ ref('lnk_rights__removed') }}
    where partner <> 'rights'
),

person_slots as (
    select * from {{ ref('lnk_identity__person_slots') }}
),

records as (
    select * from {{ ref('lnk_people__records') }}
),

found as (
    select
        request_token,
        count(*) as places_found,
        count(distinct partner || '/' || dataset) as datasets_found
    from removed
    group by request_token
),

staged as (
    select
        removed.request_token,
        count(*) as places_in_staging
    from removed
    inner join person_slots
        on
            removed.record_token = person_slots.record_token
            and removed.role = person_slots.role
            and removed.identity_token = person_slots.identity_token
    group by removed.request_token
),

linked as (
    select
        removed.request_token,
        count(*) as places_in_people
    from removed
    inner join records
        on
            removed.record_token = records.record_token
            and removed.role = records.role
    group by removed.request_token
),

certificates as (
    select
        requests.record_token as request_token,
        requests.request_kind,
        requests.first_known_on as received_on,
        coalesce(found.places_found, 0) as places_found,
        coalesce(found.datasets_found, 0) as datasets_found,
        coalesce(staged.places_in_staging, 0) as places_in_staging,
        coalesce(linked.places_in_people, 0) as places_in_people,
        staged.request_token is null and linked.request_token is null as is_carried_out
    from requests
    left join found on requests.record_token = found.request_token
    left join staged on requests.record_token = staged.request_token
    left join linked on requests.record_token = linked.request_token
)

select * from certificates
