-- decimals: a sum of floating numbers depends on their order, and so on the run
with links as (
    select
        cast(match_probability as decimal(18, 9)) as match_probability,
        is_link
    from {{ ref('lnk_identity__links') }}
),

matched_records as (
    select * from {{ ref('lnk_quality__matched_records') }}
),

summed as (
    select
        cast(sum(case when is_link then match_probability else 0 end) as double)
            as linked_probability,
        sum(case when is_link then 1 else 0 end) as link_count,
        cast(sum(match_probability) as double) as candidate_probability
    from links
    having count(*) > 0
),

by_source as (
    select
        record_source,
        sum(case when is_linked then 1 else 0 end) as linked_count,
        sum(case when is_in_another_source then 1 else 0 end) as matched_count,
        count(*) as record_count
    from matched_records
    group by record_source
    union all
    select
        'all' as record_source,
        sum(case when is_linked then 1 else 0 end) as linked_count,
        sum(case when is_in_another_source then 1 else 0 end) as matched_count,
        count(*) as record_count
    from matched_records
    having count(*) > 0
),

estimates as (
    select
        'all' as source_a,
        'expected_precision' as measure,
        linked_probability as numerator,
        link_count as denominator
    from summed
    union all
    select
        'all' as source_a,
        'expected_recall' as measure,
        linked_probability as numerator,
        candidate_probability as denominator
    from summed
    union all
    select
        record_source as source_a,
        'linked_rate' as measure,
        linked_count as numerator,
        record_count as denominator
    from by_source
    union all
    select
        record_source as source_a,
        'match_rate' as measure,
        matched_count as numerator,
        record_count as denominator
    from by_source
)

select * from estimates
