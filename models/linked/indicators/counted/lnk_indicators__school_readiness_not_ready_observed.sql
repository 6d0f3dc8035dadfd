with eyfs_profile as (
    select * from {{ ref('stg_essex_county_council__eyfs_profile') }}
    where superseded_on is null
),

records as (
    select * from {{ ref('lnk_people__records') }}
),

judged_profiles as (
    select
        records.person_id,
        eyfs_profile.lsoa_code,
        eyfs_profile.has_good_level_of_development,
        eyfs_profile.last_delivered_on,
        eyfs_profile.record_token,
        cast(left(eyfs_profile.academic_year, 4) as integer) as start_year
    from eyfs_profile
    inner join records
        on
            eyfs_profile.record_token = records.record_token
            and records.partner = 'essex_county_council'
            and records.dataset = 'eyfs_profile'
    where
        eyfs_profile.academic_year is not null
        and eyfs_profile.has_good_level_of_development is not null
),

-- a child whose profile came twice counts once, as last delivered
one_per_child as (
    select * from judged_profiles
    qualify
        row_number() over (
            partition by person_id, start_year
            order by last_delivered_on desc, record_token asc
        ) = 1
),

people as (
    select * from {{ ref('lnk_people__people') }}
),

sexes as (
    select
        '' as suffix,
        'any' as sex
    union all
    select
        '_female' as suffix,
        'F' as sex
    union all
    select
        '_male' as suffix,
        'M' as sex
),

parts as (
    select
        'school_readiness_not_ready_observed' || sexes.suffix as indicator_id,
        one_per_child.lsoa_code,
        'academic_year' as period_type,
        make_date(one_per_child.start_year, 9, 1) as period_start_on,
        make_date(one_per_child.start_year + 1, 8, 31) as period_end_on,
        case when one_per_child.has_good_level_of_development then 0 else 1 end
            as numerator,
        1 as denominator,
        case when one_per_child.has_good_level_of_development then 0 else 1 end
            as person_count
    from one_per_child
    left join people on one_per_child.person_id = people.person_id
    inner join sexes on sexes.sex in ('any', people.sex)
)

{{ indicator_rows('parts') }}
