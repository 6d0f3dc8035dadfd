with newest as (
    {{ finished_periods('services', ['academic_year']) }}
    qualify row_number() over (order by period_end_on desc) = 1
),

services as (
    select * from {{ ref('stg_voluntary_sector__services') }}
    where status = 'active'
),

open_services as (
    select
        services.taxonomy_term as theme,
        services.lsoa_code,
        services.minimum_age as youngest_age,
        services.maximum_age as oldest_age,
        count(*) as service_count,
        sum(services.places_per_week) as places_per_week
    from services
    cross join newest
    where
        {{ is_known_on('services', 'newest.period_end_on') }}
        and (services.closed_on is null or services.closed_on > newest.period_end_on)
    group by
        services.taxonomy_term,
        services.lsoa_code,
        services.minimum_age,
        services.maximum_age
)

select * from open_services
