with pairs as (
    select * from {{ ref('lnk_quality__pairs') }}
),

clusters as (
    select * from {{ ref('lnk_quality__clusters') }}
),

groups as (
    select * from {{ ref('lnk_quality__groups') }}
),

thresholds as (
    select * from {{ ref('lnk_quality__thresholds') }}
),

calibration as (
    select * from {{ ref('lnk_quality__calibration') }}
),

estimates as (
    select * from {{ ref('lnk_quality__estimates') }}
),

deliveries as (
    select * from {{ ref('lnk_quality__deliveries') }}
),

household_pairs as (
    select * from {{ ref('lnk_quality__household_pairs') }}
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
        denominator,
        denominator as case_count
    from pairs
    union all
    select
        'cluster' as scope,
        'all' as source_a,
        'all' as source_b,
        group_name,
        group_value,
        measure,
        numerator,
        denominator,
        denominator as case_count
    from clusters
    union all
    select
        'group' as scope,
        'all' as source_a,
        'all' as source_b,
        group_name,
        group_value,
        measure,
        numerator,
        denominator,
        person_count as case_count
    from groups
    union all
    select
        'threshold' as scope,
        source_a,
        source_b,
        'threshold' as group_name,
        threshold as group_value,
        measure,
        numerator,
        denominator,
        denominator as case_count
    from thresholds
    union all
    select
        'calibration' as scope,
        'all' as source_a,
        'all' as source_b,
        'match_probability' as group_name,
        probability_band as group_value,
        measure,
        numerator,
        denominator,
        denominator as case_count
    from calibration
    union all
    select
        'estimated' as scope,
        source_a,
        'all' as source_b,
        'all' as group_name,
        'all' as group_value,
        measure,
        numerator,
        denominator,
        denominator as case_count
    from estimates
    union all
    select
        'delivery' as scope,
        source_a,
        'all' as source_b,
        'delivery_date' as group_name,
        cast(known_on as varchar) as group_value,
        measure,
        numerator,
        denominator,
        person_count as case_count
    from deliveries
    union all
    select
        'household' as scope,
        'all' as source_a,
        'all' as source_b,
        group_name,
        group_value,
        measure,
        numerator,
        denominator,
        denominator as case_count
    from household_pairs
),

-- what is told of records follows from counts as they may be published; an average of
-- probabilities counts nobody
rounded as (
    select
        *,
        {{ rounded_count('numerator') }} as shown_numerator,
        {{ rounded_count('denominator') }} as shown_denominator,
        round(numerator / nullif(denominator, 0), 4) as average,
        measure in (
            'mean_match_probability', 'expected_precision', 'expected_recall'
        ) as is_average
    from measured
    where case_count >= {{ var('fewest_in_linkage_quality') }}
),

shown as (
    select
        *,
        {{ wilson_lower('shown_numerator', 'shown_denominator') }} as lower_95,
        {{ wilson_upper('shown_numerator', 'shown_denominator') }} as upper_95,
        -- these are no proportions of independent cases
        not is_average and measure <> 'f1' as has_interval
    from rounded
    where shown_denominator > 0
),

linkage_quality as (
    select
        scope,
        source_a,
        source_b,
        group_name,
        group_value,
        measure,
        case
            when is_average then average
            else shown_numerator / shown_denominator
        end as value,
        case when has_interval then lower_95 end as lower_95,
        case when has_interval then upper_95 end as upper_95,
        shown_numerator as numerator,
        shown_denominator as denominator
    from shown
)

select * from linkage_quality
