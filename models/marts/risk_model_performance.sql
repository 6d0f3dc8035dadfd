with performance as (
    {{ of_every_risk(
        'performance',
        [
            'index_date', 'model', 'is_champion', 'group_name', 'group_value', 'measure',
            'value', 'lower_95', 'upper_95', 'person_count', 'numerator', 'denominator',
            'note',
        ],
    ) }}
),

-- a share of people is hidden, and follows from rounded counts, as any other figure
judged as (
    select
        *,
        {{ is_small_count('person_count') }}
        or coalesce({{ must_suppress(
            'numerator', 'denominator', 'numerator', "'proportion'"
        ) }}, false) as is_suppressed,
        {{ rounded_count('numerator') }} as shown_numerator,
        {{ rounded_count('denominator') }} as shown_denominator
    from performance
),

rated as (
    select
        *,
        shown_numerator / nullif(shown_denominator, 0) as rate,
        {{ wilson_lower('shown_numerator', 'shown_denominator') }} as lower_rate,
        {{ wilson_upper('shown_numerator', 'shown_denominator') }} as upper_rate
    from judged
),

-- what groups differ from
everybody as (
    select
        risk,
        index_date,
        model,
        measure || '_gap' as measure,
        rate
    from rated
    where group_name = 'all' and denominator is not null and not is_suppressed
),

compared as (
    select
        rated.*,
        case when rated.measure like '%_gap' then everybody.rate else 0 end
            as subtracted
    from rated
    left join everybody
        on
            rated.risk = everybody.risk
            and rated.index_date = everybody.index_date
            and rated.model = everybody.model
            and rated.measure = everybody.measure
),

risk_model_performance as (
    select
        risk,
        cast(index_date as date) as index_date,
        model,
        is_champion,
        group_name,
        group_value,
        measure,
        case
            when is_suppressed then null
            when denominator is not null then round(rate - subtracted, 4)
            else round(value, 4)
        end as value,
        case
            when is_suppressed then null
            when denominator is not null then round(lower_rate - subtracted, 4)
            else round(lower_95, 4)
        end as lower_95,
        case
            when is_suppressed then null
            when denominator is not null then round(upper_rate - subtracted, 4)
            else round(upper_95, 4)
        end as upper_95,
        case when not is_suppressed then {{ rounded_count('person_count') }} end
            as person_count,
        case when is_suppressed then 'c' else note end as note
    from compared
)

select * from risk_model_performance
