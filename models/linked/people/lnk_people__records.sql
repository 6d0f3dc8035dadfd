with identified as (
    select * from {{ ref('lnk_people__identified') }}
),

memberships as (
    select * from {{ ref('lnk_households__memberships') }}
),

links as (
    select * from {{ ref('lnk_identity__links') }}
    where is_link
),

match_keys as (
    select * from {{ ref('lnk_identity__match_keys') }}
),

certain_passes as (
    select
        to_id as identity_token,
        min(match_pass) as match_pass
    from {{ ref('lnk_identity__certain_edges') }}
    group by to_id
),

-- the strongest link by which a group of identities joins others
joined_by as (
    select
        group_token,
        min(match_pass) as match_pass,
        max(match_probability) as match_probability
    from (
        select
            one_group as group_token,
            match_pass,
            match_probability
        from links
        union all
        select
            other_group as group_token,
            match_pass,
            match_probability
        from links
    ) as either_side
    group by group_token
),

record_counts as (
    select
        person_id,
        count(*) as record_count
    from identified
    group by person_id
),

passes as (
    select
        identified.*,
        case
            when certain_passes.match_pass is not null then certain_keys.match_key
            when joined_by.match_pass is not null then linked_keys.match_key
            when record_counts.record_count > 1 then 'same_identity'
            else 'single'
        end as match_pass,
        case
            when certain_passes.match_pass is not null
                then cast({{ var('certain_match_probability') }} as double)
            when joined_by.match_pass is not null then joined_by.match_probability
            when record_counts.record_count > 1
                then cast({{ var('certain_match_probability') }} as double)
        end as match_probability
    from identified
    inner join record_counts on identified.person_id = record_counts.person_id
    left join certain_passes
        on identified.identity_token = certain_passes.identity_token
    left join match_keys as certain_keys
        on certain_passes.match_pass = certain_keys.match_pass
    left join joined_by on identified.group_token = joined_by.group_token
    left join match_keys as linked_keys on joined_by.match_pass = linked_keys.match_pass
),

-- the household in which the person lived when the record saw them
placed as (
    select
        passes.partner,
        passes.dataset,
        passes.record_token,
        passes.role,
        max(memberships.household_id) as household_id
    from passes
    inner join memberships
        on
            passes.person_id = memberships.person_id
            and passes.observed_on >= memberships.start_on
            and (
                memberships.end_on is null
                or passes.observed_on < memberships.end_on
                or memberships.start_on = memberships.end_on
            )
    group by passes.partner, passes.dataset, passes.record_token, passes.role
),

records as (
    select
        passes.partner,
        passes.dataset,
        passes.record_token,
        passes.role,
        passes.person_id,
        placed.household_id,
        passes.match_pass,
        log2(passes.match_probability / (1 - passes.match_probability)) as match_weight,
        passes.match_probability
    from passes
    left join placed
        on
            passes.partner = placed.partner
            and passes.dataset = placed.dataset
            and passes.record_token = placed.record_token
            and passes.role = placed.role
)

-- together by dataset: that is how they are read
select * from records
order by partner, dataset
