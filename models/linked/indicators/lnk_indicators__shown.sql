with counts as (
    select * from {{ ref('lnk_indicators__counts') }}
),

areas as (
    select * from {{ ref('lnk_indicators__areas') }}
),

indicator_definitions as (
    select * from {{ ref('indicator_definitions') }}
),

judged as (
    select
        counts.*,
        indicator_definitions.statistic,
        indicator_definitions.unit,
        indicator_definitions.multiplier,
        indicator_definitions.polarity,
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
),

-- everything published is worked out from the rounded counts, so that nobody can work
-- back to the true ones
rounded as (
    select
        area_type,
        boundary_vintage,
        area_code,
        indicator_id,
        statistic,
        period_start_on,
        case
            when not is_small and is_about_people
                then {{ rounded_count('numerator') }}
            when not is_small then cast(numerator as bigint)
        end as shown_numerator,
        case when not is_small then {{ rounded_count('denominator') }} end
            as shown_denominator
    from judged
),

parts_of_the_district as (
    select distinct
        'district' as whole_type,
        '2011' as whole_vintage,
        'E07000066' as whole_code,
        area_type,
        boundary_vintage,
        area_code
    from areas
    where area_type in ('ward', 'deprivation_fifth', 'own_area')
),

parts_of_areas as (
    select
        area_type as whole_type,
        boundary_vintage as whole_vintage,
        area_code as whole_code,
        'small_area' as area_type,
        '2011' as boundary_vintage,
        place as area_code
    from areas
    where area_type in ('ward', 'deprivation_fifth', 'own_area')
),

hidden_areas as (
    {{ cells_to_hide('rounded', 'parts_of_the_district') }}
),

without_hidden_areas as (
    {{ without_cells('rounded', 'hidden_areas') }}
),

hidden_small_areas as (
    {{ cells_to_hide('without_hidden_areas', 'parts_of_areas') }}
),

-- an area that is hidden while all of its small areas are shown is not
given_away as (
    select
        min(part.area_type) as area_type,
        min(part.boundary_vintage) as boundary_vintage,
        min_by(
            part.area_code,
            case when part.shown_numerator > 0 then 0 else 1000000 end
            + part.shown_denominator
        ) as area_code,
        part.indicator_id,
        part.period_start_on
    from without_hidden_areas as whole
    inner join parts_of_areas as parts
        on
            whole.area_type = parts.whole_type
            and whole.boundary_vintage = parts.whole_vintage
            and whole.area_code = parts.whole_code
    inner join without_hidden_areas as part
        on
            parts.area_type = part.area_type
            and parts.area_code = part.area_code
            and whole.indicator_id = part.indicator_id
            and whole.period_start_on = part.period_start_on
    where whole.shown_denominator is null
    group by
        whole.boundary_vintage,
        whole.area_code,
        part.indicator_id,
        part.period_start_on
    having count(part.shown_denominator) = count(*)
),

hidden_parts as (
    select * from hidden_small_areas
    union
    select * from given_away
),

cells as (
    {{ without_cells('without_hidden_areas', 'hidden_parts') }}
),

shown as (
    select
        judged.*,
        cells.shown_numerator,
        cells.shown_denominator,
        cells.shown_denominator is null as is_suppressed
    from judged
    inner join cells
        on
            judged.area_type = cells.area_type
            and judged.boundary_vintage = cells.boundary_vintage
            and judged.area_code = cells.area_code
            and judged.indicator_id = cells.indicator_id
            and judged.period_start_on = cells.period_start_on
)

select * from shown
