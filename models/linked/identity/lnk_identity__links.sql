with comparisons as (
    select * from {{ ref('lnk_identity__comparisons') }}
),

weights as (
    select * from {{ ref('lnk_identity__weights') }}
),

groups as (
    select * from {{ ref('lnk_identity__certain_groups') }}
),

sources as (
    select * from {{ ref('lnk_identity__sources') }}
),

weighed as (
    select
        comparisons.one_group,
        comparisons.other_group,
        comparisons.match_pass,
        comparisons.agreeing_key_count,
        case
            when comparisons.is_number_equal
                then greatest(weights.match_probability, 0.98)
            else weights.match_probability
        end as match_probability
    from comparisons
    inner join weights
        on
            comparisons.match_pass = weights.match_pass
            and comparisons.is_telling = weights.is_telling
            and least(comparisons.agreeing_key_count, 6) = weights.agreeing_key_class
            and comparisons.is_sex_contradicted = weights.is_sex_contradicted
    where
        not comparisons.is_birth_contradicted
        and comparisons.is_number_equal is distinct from false
),

likely as (
    select *
    from weighed
    where match_probability >= {{ var('match_probability_threshold') }}
),

group_sources as (
    select distinct
        groups.group_token,
        sources.source_name
    from groups
    inner join sources on groups.identity_token = sources.identity_token
),

by_source as (
    select
        likely.*,
        one_sources.source_name as one_source,
        other_sources.source_name as other_source
    from likely
    inner join group_sources as one_sources
        on likely.one_group = one_sources.group_token
    inner join group_sources as other_sources
        on likely.other_group = other_sources.group_token
),

ranked as (
    select
        *,
        rank() over (
            partition by one_group, other_source
            order by match_probability desc, agreeing_key_count desc
        ) as one_rank,
        count(*) over (
            partition by
                one_group,
                one_source,
                other_source,
                match_probability,
                agreeing_key_count
        ) as one_tie_count,
        rank() over (
            partition by other_group, one_source
            order by match_probability desc, agreeing_key_count desc
        ) as other_rank,
        count(*) over (
            partition by
                other_group,
                other_source,
                one_source,
                match_probability,
                agreeing_key_count
        ) as other_tie_count
    from by_source
),

-- one-to-one between two sources: each the other's best, ties dropped
links as (
    select
        one_group,
        other_group,
        max(match_pass) as match_pass,
        max(match_probability) as match_probability
    from ranked
    where
        (
            one_source <> other_source
            and one_rank = 1 and other_rank = 1
            and one_tie_count = 1 and other_tie_count = 1
        )
        -- one source may hold a person any number of times
        or (
            one_source = other_source
            and match_probability >= {{ var('duplicate_probability_threshold') }}
        )
    group by one_group, other_group
)

select * from links
