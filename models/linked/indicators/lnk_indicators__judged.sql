with counts as (
    select * from {{ ref('lnk_indicators__counts') }}
),

indicator_definitions as (
    select * from {{ ref('indicator_definitions') }}
),

judged as (
    select
        counts.*,
        indicator_definitions.theme,
        indicator_definitions.statistic,
        indicator_definitions.unit,
        indicator_definitions.multiplier,
        indicator_definitions.polarity,
        indicator_definitions.part_of,
        indicator_definitions.sex,
        coalesce(indicator_definitions.is_about_people, true) as is_about_people,
        indicator_definitions.comparability_break_on,
        coalesce(
            counts.period_start_on >= indicator_definitions.comparability_break_on,
            false
        ) as is_after_break,
        case
            when coalesce(indicator_definitions.is_about_people, true)
                then {{ must_suppress(
                    'counts.numerator',
                    'counts.denominator',
                    'counts.person_count',
                    'indicator_definitions.statistic',
                ) }}
            else {{ is_small_count('counts.denominator') }}
        end as is_small
    from counts
    inner join indicator_definitions
        on counts.indicator_id = indicator_definitions.indicator_id
    -- of one sex in a small area there are few
    where indicator_definitions.sex = 'Persons' or counts.area_type != 'small_area'
),

-- everything published is worked out from the rounded counts, so that nobody can work
-- back to the true ones
rounded as (
    select
        *,
        case
            when not is_small and is_about_people
                then {{ rounded_count('numerator') }}
            when not is_small then cast(numerator as bigint)
        end as shown_numerator,
        case when not is_small then {{ rounded_count('denominator') }} end
            as shown_denominator
    from judged
)

select * from rounded
