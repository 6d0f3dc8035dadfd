with published as (
    select * from {{ ref('lnk_indicators__published') }}
    where area_type in ('ward', 'district')
),

themes as (
    select * from {{ ref('lnk_community__themes') }}
),

services as (
    select * from {{ ref('lnk_community__services') }}
),

theme_needs as (
    select * from {{ ref('theme_needs') }}
),

indicator_definitions as (
    select * from {{ ref('indicator_definitions') }}
),

areas as (
    select * from {{ ref('lnk_indicators__areas') }}
    where area_type in ('ward', 'district') and area_code <> 'not_placed'
),

newest as (
    {{ newest_figures('published') }}
),

served as (
    select
        areas.area_type,
        areas.boundary_vintage,
        areas.area_code,
        areas.area_name,
        theme_needs.theme,
        theme_needs.indicator_id,
        coalesce(sum(services.service_count), 0) as service_count,
        coalesce(sum(services.places_per_week), 0) as places_per_week,
        min(services.youngest_age) as youngest_age_served,
        max(services.oldest_age) as oldest_age_served
    from areas
    cross join theme_needs
    left join services
        on
            areas.place = services.lsoa_code
            and theme_needs.theme = services.theme
            and theme_needs.oldest_age >= services.youngest_age
            and theme_needs.youngest_age <= services.oldest_age
    group by
        areas.area_type,
        areas.boundary_vintage,
        areas.area_code,
        areas.area_name,
        theme_needs.theme,
        theme_needs.indicator_id
),

beside as (
    select
        served.*,
        indicator_definitions.indicator_name,
        newest.numerator as need_count,
        newest.value as need_value,
        newest.unit as need_unit,
        newest.compared_to_district as need_compared_to_district,
        100.0 * served.places_per_week / nullif(newest.numerator, 0)
            as places_per_100_in_need,
        themes.answer_count,
        100.0 * themes.dissatisfied_count / nullif(themes.answer_count, 0)
            as dissatisfied_percent,
        100 * {{ wilson_lower('themes.dissatisfied_count', 'themes.answer_count') }}
            as dissatisfied_lower_95,
        100 * {{ wilson_upper('themes.dissatisfied_count', 'themes.answer_count') }}
            as dissatisfied_upper_95,
        themes.referral_count,
        100.0 * themes.improved_count / nullif(themes.measured_count, 0)
            as improved_percent,
        coalesce(newest.note = 'c', false)
        or coalesce(themes.is_voice_hidden, false)
        or coalesce(themes.is_prescribing_hidden, false) as is_hidden
    from served
    left join indicator_definitions
        on served.indicator_id = indicator_definitions.indicator_id
    left join newest
        on
            served.area_type = newest.area_type
            and served.boundary_vintage = newest.boundary_vintage
            and served.area_code = newest.area_code
            and served.indicator_id = newest.indicator_id
    left join themes
        on
            served.area_type = themes.area_type
            and served.boundary_vintage = themes.boundary_vintage
            and served.area_code = themes.area_code
            and served.theme = themes.theme
),

district as (
    select
        theme,
        indicator_id,
        places_per_100_in_need,
        dissatisfied_percent
    from beside
    where area_type = 'district'
),

compared as (
    select
        beside.*,
        district.places_per_100_in_need as district_places_per_100_in_need,
        {{ compare_to_reference(
            'beside.dissatisfied_lower_95',
            'beside.dissatisfied_upper_95',
            'district.dissatisfied_percent',
            "'low_is_better'",
        ) }} as voice_compared_to_district
    from beside
    inner join district
        on
            beside.theme = district.theme
            and coalesce(beside.indicator_id, '') = coalesce(district.indicator_id, '')
    where beside.area_type = 'ward'
),

ward_triangulation as (
    select
        boundary_vintage,
        area_code as ward_code,
        area_name as ward_name,
        theme,
        indicator_id as need_indicator_id,
        indicator_name as need_indicator_name,
        need_count,
        need_value,
        need_unit,
        need_compared_to_district,
        cast(answer_count as bigint) as answer_count,
        round(dissatisfied_percent, 1) as dissatisfied_percent,
        round(dissatisfied_lower_95, 1) as dissatisfied_lower_95,
        round(dissatisfied_upper_95, 1) as dissatisfied_upper_95,
        voice_compared_to_district,
        cast(service_count as bigint) as service_count,
        cast(places_per_week as bigint) as places_per_week,
        youngest_age_served,
        oldest_age_served,
        round(places_per_100_in_need, 1) as places_per_100_in_need,
        round(district_places_per_100_in_need, 1) as district_places_per_100_in_need,
        cast(referral_count as bigint) as referral_count,
        round(improved_percent, 1) as improved_percent,
        case
            when need_compared_to_district is null then null
            when
                need_compared_to_district in ('worse', 'higher')
                and places_per_100_in_need < district_places_per_100_in_need
                then 'gap'
            when need_compared_to_district in ('worse', 'higher') then 'need'
            when voice_compared_to_district = 'worse' then 'voice'
            else 'none'
        end as finding,
        case when is_hidden then 'c' end as note
    from compared
)

select * from ward_triangulation
