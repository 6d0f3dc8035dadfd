with published as (
    select * from {{ ref('lnk_indicators__published') }}
    where area_type in ('ward', 'district')
),

risk_register as (
    select * from {{ ref('risk_register') }}
),

newest as (
    {{ newest_figures('published') }}
),

areas as (
    select
        expected.area_type,
        expected.boundary_vintage,
        expected.area_code,
        expected.area_name,
        risk_register.risk,
        expected.numerator as expected_count,
        expected.denominator * expected.lower_95 / 100 as expected_lower_95,
        expected.denominator * expected.upper_95 / 100 as expected_upper_95,
        expected.denominator as cohort_count,
        {{ rounded_count('risk_register.capacity_share * expected.denominator') }}
            as capacity_count,
        at_risk.numerator as households_at_risk,
        not_known.numerator as households_unknown
    from risk_register
    inner join newest as expected
        on risk_register.expected_indicator = expected.indicator_id
    left join newest as at_risk
        on
            risk_register.risk || '_households_at_risk' = at_risk.indicator_id
            and expected.area_type = at_risk.area_type
            and expected.boundary_vintage = at_risk.boundary_vintage
            and expected.area_code = at_risk.area_code
    left join newest as not_known
        on
            risk_register.risk || '_households_unknown' = not_known.indicator_id
            and expected.area_type = not_known.area_type
            and expected.boundary_vintage = not_known.boundary_vintage
            and expected.area_code = not_known.area_code
)

select * from areas
