-- counts of 1 to 7 people are hidden wherever indicators are published
with ward_indicators as (
    select * from {{ ref('ward_indicators') }}
),

area_indicators as (
    select * from {{ ref('area_indicators') }}
),

about_people as (
    select indicator_id from {{ ref('indicator_definitions') }}
    where is_about_people
),

counts as (
    select
        indicator_id,
        numerator,
        denominator
    from ward_indicators
    union all
    select
        indicator_id,
        numerator,
        denominator
    from area_indicators
)

select counts.*
from counts
left join about_people on counts.indicator_id = about_people.indicator_id
where
    counts.denominator between 1 and 7
    or (counts.numerator between 1 and 7 and about_people.indicator_id is not null)
