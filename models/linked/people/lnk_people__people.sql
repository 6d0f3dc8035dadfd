with identified as (
    select * from {{ ref('lnk_people__identified') }}
),

traits as (
    select * from {{ ref('lnk_people__traits') }}
    where superseded_on is null
),

counted as (
    select
        person_id,
        min(known_on) as first_known_on,
        count(*) as record_count,
        count(distinct partner || '.' || dataset) as dataset_count
    from identified
    group by person_id
),

people as (
    select
        counted.person_id,
        traits.birth_year,
        traits.birth_month,
        traits.sex,
        traits.ethnic_group,
        counted.first_known_on,
        counted.record_count,
        counted.dataset_count
    from counted
    left join traits on counted.person_id = traits.person_id
)

select * from people
