with indicator_definitions as (
    select * from {{ ref('indicator_definitions') }}
),

indicator_catalogue as (
    select
        indicator_id,
        indicator_name,
        definition,
        numerator,
        denominator,
        unit,
        polarity,
        method,
        period_type,
        caveats,
        comparability_break_on,
        protocol,
        owner_role
    from indicator_definitions
)

select * from indicator_catalogue
