with published as (
    select * from {{ ref('lnk_indicators__published') }}
),

fact_indicators as (
    select
        indicator_id,
        {{ area_key() }} as area_key,
        {{ period_key() }} as period_key,
        numerator,
        denominator,
        value,
        lower_95,
        upper_95,
        lower_998,
        upper_998,
        district_value,
        compared_to_district,
        trend,
        note
    from published
)

select * from fact_indicators
