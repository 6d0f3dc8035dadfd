with identified as (
    select * from {{ ref('lnk_people__identified') }}
),

person_sources as (
    select
        person_id,
        count(*) as record_count,
        count(distinct partner || '.' || dataset) as source_count
    from identified
    group by person_id
),

matched_records as (
    select
        identified.partner || '.' || identified.dataset as record_source,
        identified.record_token,
        identified.role,
        identified.person_id,
        identified.known_on,
        person_sources.record_count > 1 as is_linked,
        person_sources.source_count > 1 as is_in_another_source
    from identified
    inner join person_sources on identified.person_id = person_sources.person_id
)

select * from matched_records
