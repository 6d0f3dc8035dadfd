with faulty_records as (
    {% for partner, dataset in datasets() %}
    {{ 'union all' if not loop.first }}
    select
        '{{ partner }}' as partner,
        '{{ dataset }}' as dataset,
        split(value_faults, ' ') as faults
    from {{ ref('stg_' ~ partner ~ '__' ~ dataset) }}
    where value_faults is not null and superseded_on is null
    {% endfor %}
),

exploded as (
    select
        partner,
        dataset,
        {{ exploded('faults', 'fault', 'place') }}
    from faulty_records
),

counted as (
    select
        partner,
        dataset,
        split_part(fault, ':', 1) as column_name,
        split_part(fault, ':', 2) as fault_kind,
        count(*) as record_count
    from exploded
    group by
        partner,
        dataset,
        split_part(fault, ':', 1),
        split_part(fault, ':', 2)
)

select * from counted
