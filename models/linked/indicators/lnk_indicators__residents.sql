with homes as (
    select * from {{ ref('lnk_people__homes_by_date') }}
),

people as (
    select * from {{ ref('lnk_people__people') }}
),

residents as (
    select
        homes.home_on as resident_on,
        homes.lsoa_code,
        {{ age_in_years('people', 'homes.home_on') }} as age_years,
        people.sex,
        count(*) as resident_count
    from homes
    inner join people on homes.person_id = people.person_id
    where homes.observed_on >= homes.home_on - interval '5' year
    group by all
)

select * from residents
