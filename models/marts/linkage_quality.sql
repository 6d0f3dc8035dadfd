with labelled_records as (
    select * from {{ ref('stg_evaluation__labelled_records') }}
),

records as (
    select * from {{ ref('lnk_people__records') }}
),

household_pairs as (
    select * from {{ ref('lnk_quality__household_pairs') }}
),

cells as (
    select
        labelled_records.person_label_token,
        records.person_id,
        labelled_records.partner || '.' || labelled_records.dataset as record_source,
        cast(count(*) as double) as record_count
    from labelled_records
    inner join records
        on
            labelled_records.record_token = records.record_token
            and labelled_records.partner = records.partner
            and labelled_records.dataset = records.dataset
            and labelled_records.role = records.role
    group by
        labelled_records.partner,
        labelled_records.dataset,
        labelled_records.person_label_token,
        records.person_id
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

of_pairs as (
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

measured as (
    select
        scope,
        source_a,
        source_b,
        'all' as group_name,
        'all' as group_value,
        measure,
        numerator,
        denominator
    from of_pairs
    union all
    select
        'household' as scope,
        'all' as source_a,
        'all' as source_b,
        group_name,
        group_value,
        measure,
        numerator,
        denominator
    from household_pairs
),

bounded as (
    select
        *,
        {{ wilson_lower('numerator', 'denominator') }} as lower_95,
        {{ wilson_upper('numerator', 'denominator') }} as upper_95
    from measured
    where denominator > 0
),

-- F1 is no proportion of independent pairs: it has no Wilson interval
linkage_quality as (
    select
        scope,
        source_a,
        source_b,
        group_name,
        group_value,
        measure,
        numerator / denominator as value,
        case when measure <> 'f1' then lower_95 end as lower_95,
        case when measure <> 'f1' then upper_95 end as upper_95,
        cast(numerator as bigint) as numerator,
        cast(denominator as bigint) as denominator
    from bounded
)

select * from linkage_quality
