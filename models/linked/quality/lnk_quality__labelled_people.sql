with labelled_records as (
    select * from {{ ref('lnk_quality__labelled_records') }}
),

cells as (
    select
        person_label_token,
        person_id,
        count(*) as record_count
    from labelled_records
    group by person_label_token, person_id
),

compared as (
    select
        *,
        count(*) over (partition by person_label_token) as person_count,
        count(*) over (partition by person_id) as label_count,
        row_number() over (
            partition by person_label_token order by record_count desc, person_id asc
        ) as place
    from cells
),

labelled_people as (
    select
        person_label_token,
        max(case when place = 1 then person_id end) as person_id,
        sum(record_count) as record_count,
        max(person_count) > 1 as is_split,
        max(label_count) > 1 as is_merged
    from compared
    group by person_label_token
)

select * from labelled_people
