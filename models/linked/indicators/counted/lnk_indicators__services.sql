with periods as (
    {{ finished_periods('services', ['academic_year']) }}
),

services as (
    select * from {{ ref('stg_voluntary_sector__services') }}
    where status = 'active'
),

residents as (
    select * from {{ ref('lnk_indicators__residents') }}
),

parts as (
    {{ services_open('community_services', counted='1') }}
    union all
    {{ resident_parts('community_services', 'academic_year') }}
    union all
    {{ services_open(
        'community_places', counted='coalesce(services.places_per_week, 0)'
    ) }}
    union all
    {{ resident_parts('community_places', 'academic_year') }}
)

{{ indicator_rows('parts') }}
