with comparisons as (
    select * from {{ ref('lnk_identity__comparisons') }}
),

scores as (
    select * from {{ ref('lnk_identity__scores') }}
),

facts as (
    select * from {{ ref('lnk_identity__group_facts') }}
),

sources as (
    select * from {{ ref('lnk_identity__sources') }}
),

thresholds as (
    select * from {{ ref('match_thresholds') }}
),

general as (
    select threshold
    from thresholds
    where source_a = 'any' and source_b = 'any'
),

-- pairs of sources that have a threshold of their own
source_thresholds as (
    select
        one.source_bit as one_bit,
        other.source_bit as other_bit,
        thresholds.threshold
    from thresholds
    inner join sources as one on thresholds.source_a = one.source_name
    inner join sources as other
        on thresholds.source_b = other.source_name or thresholds.source_b = 'any'
    where thresholds.source_a <> 'any'
),

scored as (
    select
        comparisons.one_group,
        comparisons.other_group,
        comparisons.match_pass,
        comparisons.agreeing_keys,
        comparisons.agreement,
        one.source_bits as one_sources,
        other.source_bits as other_sources,
        scores.match_weight,
        scores.match_probability
    from comparisons
    inner join scores on comparisons.agreement = scores.agreement
    inner join facts as one on comparisons.one_group = one.group_token
    inner join facts as other on comparisons.other_group = other.group_token
),

judged as (
    select
        scored.one_group,
        scored.other_group,
        any_value(scored.match_pass) as match_pass,
        any_value(scored.agreeing_keys) as agreeing_keys,
        any_value(scored.agreement) as agreement,
        any_value(scored.match_weight) as match_weight,
        any_value(scored.match_probability) as match_probability,
        coalesce(max(source_thresholds.threshold), any_value(general.threshold))
            as threshold
    from scored
    cross join general
    left join source_thresholds
        on
            (
                (scored.one_sources & source_thresholds.one_bit) <> 0
                and (scored.other_sources & source_thresholds.other_bit) <> 0
            )
            or (
                (scored.one_sources & source_thresholds.other_bit) <> 0
                and (scored.other_sources & source_thresholds.one_bit) <> 0
            )
    group by scored.one_group, scored.other_group
)

select
    *,
    match_probability >= threshold as is_likely
from judged
