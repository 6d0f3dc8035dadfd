with performance as (
    {{ of_every_risk(
        'performance',
        [
            'index_date', 'model', 'is_champion', 'group_name', 'group_value', 'measure',
            'value', 'lower_95', 'upper_95', 'person_count', 'note',
        ],
    ) }}
),

judged as (
    select
        *,
        {{ is_small_count('person_count') }} as is_suppressed
    from performance
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
        case when not is_suppressed then round(value, 4) end as value,
        case when not is_suppressed then round(lower_95, 4) end as lower_95,
        case when not is_suppressed then round(upper_95, 4) end as upper_95,
        case when not is_suppressed then {{ rounded_count('person_count') }} end
            as person_count,
        case when is_suppressed then 'c' else note end as note
    from judged
)

select * from risk_model_performance
