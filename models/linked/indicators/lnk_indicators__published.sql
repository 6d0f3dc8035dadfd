with shown as (
    select * from {{ ref('lnk_indicators__shown') }}
),

rated as (
    select
        *,
        multiplier * shown_numerator / nullif(shown_denominator, 0) as value,
        {{ interval_end(
            'lower', 'statistic', 'shown_numerator', 'shown_denominator', 95
        ) }} * multiplier as lower_95,
        {{ interval_end(
            'upper', 'statistic', 'shown_numerator', 'shown_denominator', 95
        ) }} * multiplier as upper_95,
        {{ interval_end(
            'lower', 'statistic', 'shown_numerator', 'shown_denominator', 99.8
        ) }} * multiplier as lower_998,
        {{ interval_end(
            'upper', 'statistic', 'shown_numerator', 'shown_denominator', 99.8
        ) }} * multiplier as upper_998
    from shown
),

district as (
    select
        indicator_id,
        period_start_on,
        value as district_value
    from rated
    where area_type = 'district'
),

trends as (
    select
        newest.area_type,
        newest.boundary_vintage,
        newest.area_code,
        newest.indicator_id,
        newest.period_start_on,
        {{ recent_trend(
            'earlier.shown_numerator',
            'earlier.shown_denominator',
            '(5 + extract(year from earlier.period_start_on)'
            ~ ' - extract(year from newest.period_start_on))',
            'earlier.polarity',
            'earlier.statistic',
        ) }} as trend
    from shown as newest
    inner join shown as earlier
        on
            newest.area_type = earlier.area_type
            and newest.boundary_vintage = earlier.boundary_vintage
            and newest.area_code = earlier.area_code
            and newest.indicator_id = earlier.indicator_id
            and newest.is_after_break = earlier.is_after_break
            and newest.period_start_on >= earlier.period_start_on
            and newest.period_start_on < earlier.period_start_on + interval '5' year
            -- of terms and rolling months the same in each year
            and extract(month from newest.period_start_on)
            = extract(month from earlier.period_start_on)
    group by
        newest.area_type,
        newest.boundary_vintage,
        newest.area_code,
        newest.indicator_id,
        newest.period_start_on
),

published as (
    select
        rated.area_type,
        rated.boundary_vintage,
        rated.area_code,
        rated.area_name,
        rated.indicator_id,
        rated.period_type,
        rated.period_start_on as period_start,
        rated.period_end_on as period_end,
        rated.shown_numerator as numerator,
        rated.shown_denominator as denominator,
        rated.value,
        rated.unit,
        rated.lower_95,
        rated.upper_95,
        rated.lower_998,
        rated.upper_998,
        district.district_value,
        {{ compare_to_reference(
            'rated.lower_95', 'rated.upper_95', 'district.district_value', 'rated.polarity'
        ) }} as compared_to_district,
        trends.trend,
        case
            when rated.is_suppressed then 'c'
            when rated.is_after_break
                then
                    'Not comparable with periods before '
                    || cast(rated.comparability_break_on as varchar)
        end as note
    from rated
    left join district
        on
            rated.indicator_id = district.indicator_id
            and rated.period_start_on = district.period_start_on
    left join trends
        on
            rated.area_type = trends.area_type
            and rated.boundary_vintage = trends.boundary_vintage
            and rated.area_code = trends.area_code
            and rated.indicator_id = trends.indicator_id
            and rated.period_start_on = trends.period_start_on
)

select * from published
