{#- The groups by which match rates are compared, of the people whom labels concern. -#}
with labelled_people as (
    select distinct person_id from {{ ref('lnk_quality__labelled_people') }}
),

people as (
    select * from {{ ref('lnk_people__people') }}
),

address_spells as (
    select * from {{ ref('lnk_people__address_spells') }}
),

deprivation as (
    select * from {{ ref('geography_deprivation') }}
),

-- ages are those on the day of the newest delivery
newest as (
    select max(known_on) as known_on from {{ ref('lnk_people__identified') }}
),

aged as (
    select
        people.person_id,
        people.ethnic_group,
        people.sex,
        year(newest.known_on) - people.birth_year
        - case when month(newest.known_on) < people.birth_month then 1 else 0 end
            as age
    from people
    inner join labelled_people on people.person_id = labelled_people.person_id
    cross join newest
),

placed as (
    select
        person_id,
        lsoa_code
    from address_spells
    where lsoa_code is not null
    qualify
        row_number() over (
            partition by person_id
            order by last_seen_on desc, start_on desc, lsoa_code asc
        ) = 1
),

-- back at the same address after a day in an area without one is no move
arrivals as (
    select
        person_id,
        start_on,
        max(last_seen_on) over (partition by person_id) as last_seen_on,
        lag(address_id) over (
            partition by person_id order by start_on asc, address_id asc
        ) <> address_id as has_changed
    from address_spells
    where is_at_address
),

movers as (
    select
        person_id,
        max(
            case
                when
                    has_changed
                    and start_on
                    > last_seen_on - interval '{{ var("days_of_recent_move") }}' day
                    then 'yes'
                else 'no'
            end
        ) as recent_mover
    from arrivals
    group by person_id
),

described as (
    select
        aged.person_id,
        aged.ethnic_group,
        aged.sex,
        case
            when aged.age < 5 then '0-4'
            when aged.age < 16 then '5-15'
            when aged.age < 25 then '16-24'
            when aged.age < 45 then '25-44'
            when aged.age < 65 then '45-64'
            when aged.age >= 65 then '65+'
        end as age_band,
        cast(cast(ceil(deprivation.imd_2019_decile / 2.0) as int) as varchar)
            as deprivation_fifth,
        movers.recent_mover
    from aged
    left join placed on aged.person_id = placed.person_id
    left join deprivation on placed.lsoa_code = deprivation.lsoa_code
    left join movers on aged.person_id = movers.person_id
),

person_groups as (
    {% for group_name in [
        'ethnic_group', 'sex', 'age_band', 'deprivation_fifth', 'recent_mover',
    ] -%}
    {{ 'union all' if not loop.first }}
    select
        person_id,
        '{{ group_name }}' as group_name,
        coalesce({{ group_name }}, 'not_known') as group_value
    from described
    {% endfor %}
)

select * from person_groups
