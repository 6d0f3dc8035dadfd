with indicator_definitions as (
    select * from {{ ref('indicator_definitions') }}
),

indicator_catalogue as (
    select
        indicator_id,
        theme,
        indicator_name,
        definition,
        numerator,
        denominator,
        part_of,
        statistic,
        sex,
        age_group,
        unit,
        multiplier,
        polarity,
        method,
        period_type,
        caveats,
        comparability_break_on,
        protocol,
        owner_role,
        refresh
    from indicator_definitions
)

select * from indicator_catalogue
