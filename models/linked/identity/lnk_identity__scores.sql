{#- What each pattern of agreement is worth, in the way of Fellegi and Sunter, with a
    third kind of pair beside matches and strangers: relatives, who share an address. -#}
with patterns as (
    select * from {{ ref('lnk_identity__patterns') }}
),

weights as (
    select * from {{ ref('lnk_identity__weights') }}
),

calibration as (
    select * from {{ ref('lnk_identity__calibration') }}
),

long_patterns as (
    {% for column in level_columns() -%}
    {{ 'union all' if not loop.first }}
    select
        agreement,
        '{{ column | replace("_level", "") }}' as field,
        {{ column }} as agreement_level
    from patterns
    {% endfor -%}
    union all
    select
        agreement,
        'pair' as field,
        'any' as agreement_level
    from patterns
),

-- decimals: their sum is the same in whatever order rows are added
logs as (
    select
        field,
        agreement_level,
        cast(ln(match_share) as decimal(18, 12)) as match_log,
        cast(ln(relative_share) as decimal(18, 12)) as relative_log,
        cast(ln(chance_share) as decimal(18, 12)) as chance_log
    from weights
),

likelihoods as (
    select
        long_patterns.agreement,
        cast(sum(logs.match_log) as double) as match_log,
        cast(sum(logs.relative_log) as double) as relative_log,
        cast(sum(logs.chance_log) as double) as chance_log
    from long_patterns
    inner join logs
        on
            long_patterns.field = logs.field
            and long_patterns.agreement_level = logs.agreement_level
    group by long_patterns.agreement
),

odds as (
    select
        agreement,
        match_log
        - greatest(relative_log, chance_log)
        - ln(1 + exp(-abs(relative_log - chance_log))) as log_odds
    from likelihoods
),

calibrated as (
    select
        odds.agreement,
        calibration.intercept + calibration.slope * odds.log_odds as log_odds
    from odds
    cross join calibration
),

scores as (
    select
        agreement,
        log_odds / ln(2) as match_weight,
        1 / (1 + exp(-log_odds)) as match_probability
    from calibrated
)

select * from scores
