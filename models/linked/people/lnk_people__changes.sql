with history as (
    select * from {{ ref('lnk_people__identity_history') }}
),

followed as (
    select
        *,
        lag(person_id) over (
            partition by identity_token order by refresh_number
        ) as person_id_before,
        lead(refresh_number) over (
            partition by identity_token order by refresh_number
        ) as next_refresh_number
    from history
),

moved as (
    select
        refresh_number,
        recorded_on,
        person_id_before,
        person_id,
        count(*) as identity_count
    from followed
    where person_id_before is not null
    group by refresh_number, recorded_on, person_id_before, person_id
),

-- whether there was such a person just before
there_before as (
    select distinct
        moved.refresh_number,
        moved.person_id
    from moved
    inner join followed
        on
            moved.person_id = followed.person_id
            and moved.refresh_number > followed.refresh_number
            and moved.refresh_number
            <= coalesce(followed.next_refresh_number, moved.refresh_number)
),

-- whether identities stayed with the person that others left
there_after as (
    select distinct
        moved.refresh_number,
        moved.person_id_before
    from moved
    inner join followed
        on
            moved.person_id_before = followed.person_id
            and moved.refresh_number >= followed.refresh_number
            and moved.refresh_number
            < coalesce(followed.next_refresh_number, moved.refresh_number + 1)
),

changes as (
    select
        moved.recorded_on,
        moved.refresh_number,
        case
            when
                there_after.person_id_before is null
                and there_before.person_id is null then 'renamed'
            when there_after.person_id_before is null then 'merged'
            when there_before.person_id is null then 'split'
            else 'moved'
        end as change_kind,
        moved.person_id_before,
        moved.person_id,
        moved.identity_count
    from moved
    left join there_before
        on
            moved.person_id = there_before.person_id
            and moved.refresh_number = there_before.refresh_number
    left join there_after
        on
            moved.person_id_before = there_after.person_id_before
            and moved.refresh_number = there_after.refresh_number
)

select * from changes
