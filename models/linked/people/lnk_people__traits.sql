with identified as (
    select
        people_slots.person_id,
        slot_versions.birth_year,
        slot_versions.birth_month,
        slot_versions.sex,
        slot_versions.known_on,
        slot_versions.superseded_on
    from {{ ref('lnk_people__identified') }} as people_slots
    inner join {{ ref('lnk_identity__slot_versions') }} as slot_versions
        on
            people_slots.record_token = slot_versions.record_token
            and people_slots.role = slot_versions.role
    -- an episode repeats what the person's own record says by now
    where slot_versions.dataset <> 'childrens_social_care_episodes'
),

ethnic_groups as (
    select * from {{ ref('lnk_people__ethnic_groups') }}
),

-- what records say of a person: one more from the day on which it became known, one
-- less from the day on which something else was delivered in its place
statements as (
    select
        person_id,
        'birth' as trait,
        birth_year,
        birth_month,
        cast(null as varchar) as word,
        known_on as said_on,
        count(*) as record_count
    from identified
    where birth_year is not null
    group by person_id, birth_year, birth_month, known_on
    union all
    select
        person_id,
        'birth' as trait,
        birth_year,
        birth_month,
        cast(null as varchar) as word,
        superseded_on as said_on,
        -count(*) as record_count
    from identified
    where birth_year is not null and superseded_on is not null
    group by person_id, birth_year, birth_month, superseded_on
    union all
    select
        person_id,
        'sex' as trait,
        cast(null as smallint) as birth_year,
        cast(null as smallint) as birth_month,
        sex as word,
        known_on as said_on,
        count(*) as record_count
    from identified
    where sex is not null
    group by person_id, sex, known_on
    union all
    select
        person_id,
        'sex' as trait,
        cast(null as smallint) as birth_year,
        cast(null as smallint) as birth_month,
        sex as word,
        superseded_on as said_on,
        -count(*) as record_count
    from identified
    where sex is not null and superseded_on is not null
    group by person_id, sex, superseded_on
    union all
    select
        person_id,
        'ethnic_group' as trait,
        cast(null as smallint) as birth_year,
        cast(null as smallint) as birth_month,
        ethnic_group as word,
        known_on as said_on,
        record_count
    from ethnic_groups
    union all
    select
        person_id,
        'ethnic_group' as trait,
        cast(null as smallint) as birth_year,
        cast(null as smallint) as birth_month,
        ethnic_group as word,
        superseded_on as said_on,
        -record_count as record_count
    from ethnic_groups
    where superseded_on is not null
),

said as (
    select
        person_id,
        trait,
        birth_year,
        birth_month,
        word,
        said_on,
        sum(record_count) as record_count
    from statements
    group by person_id, trait, birth_year, birth_month, word, said_on
    having sum(record_count) <> 0
),

-- where all records agree, only the first day changes anything
agreed as (
    select
        person_id,
        trait,
        min(said_on) as first_day
    from (
        select
            *,
            coalesce(
                word, cast(100 * cast(birth_year as integer) + birth_month as varchar)
            ) as value
        from said
    ) as valued
    group by person_id, trait
    having
        min(value) = max(value)
        and min(record_count) > 0
),

days as (
    select
        person_id,
        trait,
        first_day as said_on
    from agreed
    union all
    select distinct
        said.person_id,
        said.trait,
        said.said_on
    from said
    left join agreed
        on said.person_id = agreed.person_id and said.trait = agreed.trait
    where agreed.person_id is null
),

counted as (
    select
        days.person_id,
        days.trait,
        days.said_on,
        said.birth_year,
        said.birth_month,
        said.word,
        sum(said.record_count) as record_count
    from days
    inner join said
        on
            days.person_id = said.person_id
            and days.trait = said.trait
            and days.said_on >= said.said_on
    group by
        days.person_id,
        days.trait,
        days.said_on,
        said.birth_year,
        said.birth_month,
        said.word
),

-- what most records say; of the sexes neither when they are as many
most_said as (
    select
        person_id,
        trait,
        said_on,
        case when record_count > 0 then birth_year end as birth_year,
        case when record_count > 0 then birth_month end as birth_month,
        case when record_count > 0 and not (trait = 'sex' and as_many > 1) then word end
            as word
    from (
        select
            *,
            count(*) over (
                partition by person_id, trait, said_on, record_count
            ) as as_many,
            row_number() over (
                partition by person_id, trait, said_on
                order by
                    record_count desc,
                    birth_year asc,
                    birth_month asc,
                    word asc
            ) as place
        from counted
    ) as ranked
    where place = 1
),

spells as (
    select
        *,
        lead(said_on) over (partition by person_id, trait order by said_on) as until_day
    from most_said
),

points as (
    select distinct
        person_id,
        said_on
    from spells
),

traits as (
    select
        points.person_id,
        max(spells.birth_year) as birth_year,
        max(spells.birth_month) as birth_month,
        max(case when spells.trait = 'sex' then spells.word end) as sex,
        max(case when spells.trait = 'ethnic_group' then spells.word end)
            as ethnic_group,
        points.said_on as known_on,
        lead(points.said_on)
            over (
                partition by points.person_id order by points.said_on
            )
            as superseded_on
    from points
    inner join spells
        on
            points.person_id = spells.person_id
            and points.said_on >= spells.said_on
            and (spells.until_day is null or points.said_on < spells.until_day)
    group by points.person_id, points.said_on
)

select * from traits
