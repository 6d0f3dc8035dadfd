{#- Pairs of records that one cluster holds: of all people, or of different ones. -#}
{%- set clusters = {
    'linked_count': ['household_id'],
    'true_count': ['household_label_token'],
    'truly_linked_count': ['household_id', 'household_label_token'],
} -%}
with labelled_records as (
    select * from {{ ref('stg_evaluation__labelled_records') }}
),

records as (
    select * from {{ ref('lnk_people__records') }}
),

cells as (
    select
        labelled_records.household_label_token,
        labelled_records.person_label_token,
        records.household_id,
        cast(count(*) as double) as record_count
    from labelled_records
    inner join records
        on
            labelled_records.record_token = records.record_token
            and labelled_records.partner = records.partner
            and labelled_records.dataset = records.dataset
            and labelled_records.role = records.role
    where labelled_records.household_label_token is not null
    group by
        labelled_records.household_label_token,
        labelled_records.person_label_token,
        records.household_id
),

sized as (
    {%- for count_name, columns in clusters.items() %}
    {{ 'union all' if not loop.first }}
    select
        '{{ count_name }}' as count_name,
        sum(record_count) * (sum(record_count) - 1) / 2 as pair_count,
        -- pairs of one person's records say little about who lives with whom
        (sum(record_count) * sum(record_count) - sum(own_count * own_count)) / 2
            as between_people_count
    from (
        select
            {{ columns | join(', ') }},
            person_label_token,
            sum(record_count) as record_count,
            sum(record_count) as own_count
        from cells
        {{ 'where household_id is not null' if 'household_id' in columns }}
        group by {{ columns | join(', ') }}, person_label_token
    ) as of_people
    group by {{ columns | join(', ') }}
    {%- endfor %}
),

summed as (
    select
        count_name,
        sum(pair_count) as pair_count,
        sum(between_people_count) as between_people_count
    from sized
    group by count_name
),

by_kind_of_pair as (
    select
        'all' as group_name,
        'all' as group_value,
        count_name,
        pair_count
    from summed
    union all
    select
        'pairs' as group_name,
        'between_people' as group_value,
        count_name,
        between_people_count as pair_count
    from summed
),

counted as (
    select
        group_name,
        group_value,
        coalesce(max(pair_count) filter (where count_name = 'linked_count'), 0)
            as linked_count,
        coalesce(max(pair_count) filter (where count_name = 'true_count'), 0)
            as true_count,
        coalesce(max(pair_count) filter (where count_name = 'truly_linked_count'), 0)
            as truly_linked_count
    from by_kind_of_pair
    group by group_name, group_value
),

-- a household is exactly right when its records are those of one label, no others
household_sizes as (
    select
        household_id,
        sum(record_count) as record_count
    from cells
    where household_id is not null
    group by household_id
),

label_sizes as (
    select
        household_label_token,
        sum(record_count) as record_count
    from cells
    group by household_label_token
),

shared_sizes as (
    select
        household_id,
        household_label_token,
        sum(record_count) as record_count
    from cells
    where household_id is not null
    group by household_id, household_label_token
),

exactly_right as (
    select
        count(household_sizes.household_id) as right_count,
        count(distinct label_sizes.household_label_token) as label_count
    from label_sizes
    left join shared_sizes
        on
            label_sizes.household_label_token = shared_sizes.household_label_token
            and label_sizes.record_count = shared_sizes.record_count
    left join household_sizes
        on
            shared_sizes.household_id = household_sizes.household_id
            and shared_sizes.record_count = household_sizes.record_count
),

measured as (
    select
        group_name,
        group_value,
        'precision' as measure,
        truly_linked_count as numerator,
        linked_count as denominator
    from counted
    union all
    select
        group_name,
        group_value,
        'recall' as measure,
        truly_linked_count as numerator,
        true_count as denominator
    from counted
    union all
    select
        group_name,
        group_value,
        'f1' as measure,
        2 * truly_linked_count as numerator,
        linked_count + true_count as denominator
    from counted
    union all
    select
        'all' as group_name,
        'all' as group_value,
        'exactly_right_share' as measure,
        right_count as numerator,
        label_count as denominator
    from exactly_right
),

household_pairs as (
    select
        group_name,
        group_value,
        measure,
        cast(numerator as double) as numerator,
        cast(denominator as double) as denominator
    from measured
    where denominator > 0
)

select * from household_pairs
