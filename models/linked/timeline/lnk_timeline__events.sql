with essex_county_council as (
    select * from {{ ref('lnk_timeline__essex_county_council') }}
),

basildon_borough_council as (
    select * from {{ ref('lnk_timeline__basildon_borough_council') }}
),

essex_police as (
    select * from {{ ref('lnk_timeline__essex_police') }}
),

mid_and_south_essex_nhs as (
    select * from {{ ref('lnk_timeline__mid_and_south_essex_nhs') }}
),

schools as (
    select * from {{ ref('lnk_timeline__schools') }}
),

voluntary_sector as (
    select * from {{ ref('lnk_timeline__voluntary_sector') }}
),

events as (
    select * from essex_county_council
    union all
    select * from basildon_borough_council
    union all
    select * from essex_police
    union all
    select * from mid_and_south_essex_nhs
    union all
    select * from schools
    union all
    select * from voluntary_sector
)

select * from events
