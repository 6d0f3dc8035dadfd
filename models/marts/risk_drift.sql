with shares as (
    {%- for risk in risk_names() %}
    {{ 'union all' if not loop.first }}
    {{ feature_shares(risk) }}
    {%- endfor %}
),

scores as (
    {{ of_every_risk(
        'scores',
        ['person_id', 'index_date', 'purpose', 'probability', 'earlier_probability'],
    ) }}
),

cohorts as (
    {{ of_every_risk('cohort', ['person_id', 'index_date', 'has_outcome']) }}
),

risks as (
    select * from {{ ref('risk_register__risks') }}
),

-- population stability: shares of the newest cohort against those learnt from
compared as (
    select
        risk,
        index_date,
        feature,
        person_count,
        greatest(training_share, 0.0005) as expected_share,
        greatest(
            person_count / sum(person_count) over (partition by risk, feature), 0.0005
        ) as found_share
    from shares
),

population as (
    select
        risk,
        index_date,
        'population_stability' as measure,
        'feature' as group_name,
        feature as group_value,
        sum((found_share - expected_share) * ln(found_share / expected_share))
            as value,
        sum(person_count) as person_count
    from compared
    group by risk, index_date, feature
),

-- calibration: outcomes against what was expected, where both are known
calibration as (
    select
        scores.risk,
        scores.index_date,
        'observed_to_expected' as measure,
        'purpose' as group_name,
        scores.purpose as group_value,
        count(*) filter (where cohorts.has_outcome) / sum(scores.probability) as value,
        count(*) as person_count
    from scores
    inner join cohorts
        on
            scores.risk = cohorts.risk
            and scores.person_id = cohorts.person_id
            and scores.index_date = cohorts.index_date
    where
        scores.purpose in ('test', 'held')
        and cohorts.has_outcome is not null
    group by scores.risk, scores.index_date, scores.purpose
),

-- the list that services have capacity for, now and by the run before
ranked as (
    select
        scores.risk,
        scores.index_date,
        floor(
            risks.capacity_share
            * count(*) over (partition by scores.risk, scores.index_date)
        ) as places,
        row_number() over (
            partition by scores.risk, scores.index_date
            order by scores.probability desc, scores.person_id asc
        ) as place,
        row_number() over (
            partition by scores.risk, scores.index_date
            order by scores.earlier_probability desc, scores.person_id asc
        ) as earlier_place
    from scores
    inner join risks on scores.risk = risks.risk
    where
        scores.purpose = 'forecast'
        and scores.earlier_probability is not null
),

lists as (
    select
        risk,
        index_date,
        'list_change' as measure,
        'all' as group_name,
        'all' as group_value,
        count(*) filter (where earlier_place > places) / count(*) as value,
        count(*) as person_count
    from ranked
    where place <= places
    group by risk, index_date
),

measured as (
    select * from population
    union all
    select * from calibration
    union all
    select * from lists
),

judged as (
    select
        *,
        {{ is_small_count('person_count') }} as is_suppressed
    from measured
),

risk_drift as (
    select
        risk,
        index_date,
        measure,
        group_name,
        group_value,
        case when not is_suppressed then round(value, 2) end as value,
        case when not is_suppressed then {{ rounded_count('person_count') }} end
            as person_count,
        case
            when is_suppressed then 'c'
            when
                measure = 'population_stability'
                and value >= {{ var('largest_population_drift') }}
                then 'The people are others than those whom the model learnt from.'
            when
                measure = 'observed_to_expected'
                and abs(ln(greatest(value, 0.001)))
                >= ln({{ var('largest_calibration_drift') }})
                then 'Outcomes are no longer as often as the model expects.'
        end as note
    from judged
)

select * from risk_drift
