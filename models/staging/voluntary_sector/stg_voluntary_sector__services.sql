with records as (
    {{ staged_records('voluntary_sector', 'services') }}
),

named as (
    select
        record_token,
        organization_name,
        service_name,
        taxonomy_term,
        minimum_age,
        maximum_age,
        places_per_week,
        assured_date as assured_on,
        status,
        lsoa_code,
        placed_by,
        known_on,
        superseded_on,
        first_known_on,
        last_delivered_on,
        closed_on,
        value_faults
    from records
)

select * from named
