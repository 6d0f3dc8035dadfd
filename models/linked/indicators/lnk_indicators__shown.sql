with judged as (
    select * from {{ ref('lnk_indicators__judged') }}
),

telling as (
    select * from {{ ref('lnk_indicators__telling') }}
),

shown as (
    select
        judged.area_type,
        judged.boundary_vintage,
        judged.area_code,
        judged.area_name,
        judged.indicator_id,
        judged.period_type,
        judged.period_start_on,
        judged.period_end_on,
        judged.numerator,
        judged.denominator,
        judged.person_count,
        judged.statistic,
        judged.unit,
        judged.multiplier,
        judged.polarity,
        judged.is_about_people,
        judged.comparability_break_on,
        judged.is_after_break,
        judged.is_small,
        case
            when telling.area_code is null then judged.shown_numerator
            else telling.shown_numerator
        end as shown_numerator,
        case
            when telling.area_code is null then judged.shown_denominator
            else telling.shown_denominator
        end as shown_denominator,
        case
            when telling.area_code is null then judged.is_small
            else telling.shown_denominator is null
        end as is_suppressed
    from judged
    left join telling
        on
            judged.area_type = telling.area_type
            and judged.boundary_vintage = telling.boundary_vintage
            and judged.area_code = telling.area_code
            and judged.indicator_id = telling.indicator_id
            and judged.period_start_on = telling.period_start_on
)

select * from shown
