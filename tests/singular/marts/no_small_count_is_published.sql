-- counts of 1 to 7 are hidden wherever indicators are published
with ward_indicators as (
    select * from {{ ref('ward_indicators') }}
),

area_indicators as (
    select * from {{ ref('area_indicators') }}
),

counts as (
    select
        numerator,
        denominator
    from ward_indicators
    union all
    select
        numerator,
        denominator
    from area_indicators
)

select *
from counts
where numerator between 1 and 7 or denominator between 1 and 7
