{%- set thresholds = ['0.3', '0.5', '0.7', '0.8', '0.9', '0.95'] -%}
with labelled_candidates as (
    select * from {{ ref('lnk_quality__labelled_candidates') }}
),

facts as (
    select * from {{ ref('lnk_identity__group_facts') }}
),

sources as (
    select * from {{ ref('lnk_identity__sources') }}
),

-- what follows needs no more of a pair: thousands of kinds instead of millions
kinds as (
    select
        one.source_bits as one_sources,
        other.source_bits as other_sources,
        labelled_candidates.match_probability,
        labelled_candidates.is_match,
        count(*) as pair_count
    from labelled_candidates
    inner join facts as one on labelled_candidates.one_group = one.group_token
    inner join facts as other on labelled_candidates.other_group = other.group_token
    group by
        one.source_bits,
        other.source_bits,
        labelled_candidates.match_probability,
        labelled_candidates.is_match
),

-- a pair of groups concerns every source of the one with every source of the other
concerned as (
    select
        one.source_name as source_a,
        other.source_name as source_b,
        kinds.match_probability,
        kinds.is_match,
        kinds.pair_count
    from kinds
    inner join sources as one
        on ((kinds.one_sources | kinds.other_sources) & one.source_bit) <> 0
    inner join sources as other
        on
            one.source_name <= other.source_name
            and (
                (
                    (kinds.one_sources & one.source_bit) <> 0
                    and (kinds.other_sources & other.source_bit) <> 0
                )
                or (
                    (kinds.other_sources & one.source_bit) <> 0
                    and (kinds.one_sources & other.source_bit) <> 0
                )
            )
    union all
    select
        'all' as source_a,
        'all' as source_b,
        match_probability,
        is_match,
        pair_count
    from kinds
),

counted as (
    {% for threshold in thresholds -%}
    {{ 'union all' if not loop.first }}
    select
        source_a,
        source_b,
        '{{ threshold }}' as threshold,
        sum(case when match_probability >= {{ threshold }} then pair_count else 0 end)
            as reaching_count,
        sum(case when is_match then pair_count else 0 end) as match_count,
        sum(
            case
                when is_match and match_probability >= {{ threshold }} then pair_count
                else 0
            end
        ) as reaching_match_count
    from concerned
    group by source_a, source_b
    {% endfor %}
),

thresholds as (
    select
        source_a,
        source_b,
        threshold,
        'precision' as measure,
        reaching_match_count as numerator,
        reaching_count as denominator
    from counted
    union all
    select
        source_a,
        source_b,
        threshold,
        'recall' as measure,
        reaching_match_count as numerator,
        match_count as denominator
    from counted
)

select * from thresholds
