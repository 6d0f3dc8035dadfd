with labelled_records as (
    select * from {{ ref('lnk_quality__labelled_records') }}
),

cells as (
    select
        person_label_token,
        person_id,
        record_source,
        cast(count(*) as double) as record_count
    from labelled_records
    group by person_label_token, person_id, record_source
),

linked_pairs as (
    {{ pair_counts('cells', ['person_id']) }}
),

true_pairs as (
    {{ pair_counts('cells', ['person_label_token']) }}
),

truly_linked_pairs as (
    {{ pair_counts('cells', ['person_label_token', 'person_id']) }}
),

all_counts as (
    select
        source_a,
        source_b,
        pair_count as truly_linked_count,
        0 as linked_count,
        0 as true_count
    from truly_linked_pairs
    union all
    select
        source_a,
        source_b,
        0 as truly_linked_count,
        pair_count as linked_count,
        0 as true_count
    from linked_pairs
    union all
    select
        source_a,
        source_b,
        0 as truly_linked_count,
        0 as linked_count,
        pair_count as true_count
    from true_pairs
),

by_source_pair as (
    select
        source_a,
        source_b,
        sum(truly_linked_count) as truly_linked_count,
        sum(linked_count) as linked_count,
        sum(true_count) as true_count
    from all_counts
    group by source_a, source_b
),

scoped as (
    select
        case when source_a = source_b then 'within_source' else 'source_pair' end
            as scope,
        source_a,
        source_b,
        truly_linked_count,
        linked_count,
        true_count
    from by_source_pair
    union all
    select
        'overall' as scope,
        'all' as source_a,
        'all' as source_b,
        sum(truly_linked_count) as truly_linked_count,
        sum(linked_count) as linked_count,
        sum(true_count) as true_count
    from by_source_pair
    having count(*) > 0
),

measured as (
    select
        *,
        'precision' as measure,
        truly_linked_count as numerator,
        linked_count as denominator
    from scoped
    union all
    select
        *,
        'recall' as measure,
        truly_linked_count as numerator,
        true_count as denominator
    from scoped
    union all
    select
        *,
        'f1' as measure,
        2 * truly_linked_count as numerator,
        linked_count + true_count as denominator
    from scoped
),

pairs as (
    select
        scope,
        source_a,
        source_b,
        measure,
        numerator,
        denominator
    from measured
)

select * from pairs
