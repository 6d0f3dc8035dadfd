{#- Weights without any truth. A pair whose two sides both hold a checked number of one
    kind says by that number whether it is one person; how often pairs of a kind do is
    what that kind of agreement is worth. Where few can say it, the pass's own share
    counts more, and for a pass without any, a cautious prior. -#}
with sampled_pairs as (
    select * from {{ ref('lnk_identity__sampled_pairs') }}
),

match_keys as (
    select * from {{ ref('lnk_identity__match_keys') }}
),

deciding as (
    select *
    from sampled_pairs
    where is_number_equal is not null and not is_birth_contradicted
),

by_pass as (
    select
        match_pass,
        is_telling,
        count(*) filter (where is_number_equal) as equal_count,
        count(*) as pair_count
    from deciding
    group by match_pass, is_telling
),

by_class as (
    select
        match_pass,
        is_telling,
        agreeing_key_class,
        is_sex_contradicted,
        count(*) filter (where is_number_equal) as equal_count,
        count(*) as pair_count
    from deciding
    group by match_pass, is_telling, agreeing_key_class, is_sex_contradicted
),

classes as (
    select
        match_keys.match_pass,
        tokens.is_telling,
        key_counts.agreeing_key_class,
        sexes.is_sex_contradicted
    from match_keys
    cross join
        (values (0), (1), (2), (3), (4), (5), (6)) as key_counts (agreeing_key_class)
    cross join (values (true), (false)) as tokens (is_telling)
    cross join (values (true), (false)) as sexes (is_sex_contradicted)
),

shares as (
    select
        classes.*,
        -- the prior: 8 in 10 pairs, worth ten pairs
        (8 + coalesce(by_pass.equal_count, 0)) / (10 + coalesce(by_pass.pair_count, 0))
            as pass_share,
        coalesce(by_class.equal_count, 0) as equal_count,
        coalesce(by_class.pair_count, 0) as pair_count
    from classes
    left join by_pass
        on
            classes.match_pass = by_pass.match_pass
            and classes.is_telling = by_pass.is_telling
    left join by_class
        on
            classes.match_pass = by_class.match_pass
            and classes.is_telling = by_class.is_telling
            and classes.agreeing_key_class = by_class.agreeing_key_class
            and classes.is_sex_contradicted = by_class.is_sex_contradicted
),

smoothed as (
    select
        match_pass,
        is_telling,
        agreeing_key_class,
        is_sex_contradicted,
        pair_count,
        (
            20 * pass_share
            * case when is_sex_contradicted and pair_count < 20 then 0.5 else 1 end
            + equal_count
        ) / (20 + pair_count) as match_probability
    from shares
),

weights as (
    select
        *,
        log2(match_probability / (1 - match_probability)) as match_weight
    from smoothed
)

select * from weights
