with labelled_candidates as (
    select * from {{ ref('lnk_quality__labelled_candidates') }}
),

-- decimals: a sum of floating numbers depends on their order, and so on the run
banded as (
    select
        {{ probability_band('match_probability') }} as probability_band,
        count(*) as pair_count,
        cast(sum(cast(match_probability as decimal(18, 9))) as double)
            as expected_count,
        sum(case when is_match then 1 else 0 end) as match_count
    from labelled_candidates
    group by {{ probability_band('match_probability') }}
),

calibration as (
    select
        probability_band,
        'mean_match_probability' as measure,
        expected_count as numerator,
        pair_count as denominator
    from banded
    union all
    select
        probability_band,
        'observed_match_share' as measure,
        match_count as numerator,
        pair_count as denominator
    from banded
)

select * from calibration
