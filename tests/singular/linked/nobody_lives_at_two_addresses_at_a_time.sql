with residences as (
    select * from {{ ref('lnk_people__residences') }}
),

followed as (
    select
        person_id,
        start_on,
        end_on,
        lead(start_on) over (
            partition by person_id
            order by start_on asc, coalesce(end_on, date '9999-12-31') asc
        ) as next_start_on
    from residences
)

select
    person_id,
    start_on
from followed
where end_on > next_start_on
