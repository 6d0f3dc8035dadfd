with published as (
    select * from {{ ref('lnk_indicators__published') }}
),

ward_indicators as (
    select
        boundary_vintage,
        area_code as ward_code,
        area_name as ward_name,
        indicator_id,
        period_type,
        period_start,
        period_end,
        numerator,
        denominator,
        value,
        unit,
        lower_95,
        upper_95,
        lower_998,
        upper_998,
        district_value,
        compared_to_district,
        trend,
        note
    from published
    where area_type = 'ward'
)

select * from ward_indicators
