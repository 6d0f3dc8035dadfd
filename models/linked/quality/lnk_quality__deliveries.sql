with matched_records as (
    select * from {{ ref('lnk_quality__matched_records') }}
),

deliveries as (
    select
        record_source as source_a,
        known_on,
        'match_rate' as measure,
        sum(case when is_in_another_source then 1 else 0 end) as numerator,
        count(*) as denominator,
        count(distinct person_id) as person_count
    from matched_records
    group by record_source, known_on
)

select * from deliveries
