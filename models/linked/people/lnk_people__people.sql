with identified as (
    select * from {{ ref('lnk_people__identified') }}
),

ethnic_groups as (
    select * from {{ ref('lnk_people__ethnic_groups') }}
),

births as (
    select
        person_id,
        birth_year,
        birth_month
    from identified
    where birth_year is not null
    group by person_id, birth_year, birth_month
    qualify
        row_number() over (
            partition by person_id
            order by count(*) desc, birth_year asc, birth_month asc
        ) = 1
),

counted as (
    select
        person_id,
        case
            when
                count(*) filter (where sex = 'F') > count(*) filter (where sex = 'M')
                then 'F'
            when
                count(*) filter (where sex = 'M') > count(*) filter (where sex = 'F')
                then 'M'
        end as sex,
        min(known_on) as first_known_on,
        count(*) as record_count,
        count(distinct partner || '.' || dataset) as dataset_count
    from identified
    group by person_id
),

people as (
    select
        counted.person_id,
        births.birth_year,
        births.birth_month,
        counted.sex,
        ethnic_groups.ethnic_group,
        counted.first_known_on,
        counted.record_count,
        counted.dataset_count
    from counted
    left join births on counted.person_id = births.person_id
    left join ethnic_groups on counted.person_id = ethnic_groups.person_id
)

select * from people
