with labelled_records as (
    select * from {{ ref('lnk_quality__labelled_records') }}
),

labelled_people as (
    select * from {{ ref('lnk_quality__labelled_people') }}
),

person_groups as (
    select * from {{ ref('lnk_quality__person_groups') }}
),

cells as (
    select
        person_label_token,
        person_id,
        cast(count(*) as double) as record_count
    from labelled_records
    group by person_label_token, person_id
),

-- a labelled person is of the groups of the person who holds most of the records
grouped as (
    select
        person_groups.group_name,
        person_groups.group_value,
        cells.person_label_token,
        cells.person_id,
        cells.record_count,
        labelled_people.record_count as label_record_count
    from cells
    inner join labelled_people
        on cells.person_label_token = labelled_people.person_label_token
    inner join person_groups on labelled_people.person_id = person_groups.person_id
),

-- pairs of records of one labelled person: all, and those that are linked
true_pairs as (
    select
        group_name,
        group_value,
        count(distinct person_label_token) as person_count,
        sum(record_count * (label_record_count - 1)) / 2 as true_count,
        sum(record_count * (record_count - 1)) / 2 as truly_linked_count
    from grouped
    group by group_name, group_value
),

person_sizes as (
    select
        person_id,
        sum(record_count) as record_count
    from cells
    group by person_id
),

group_sizes as (
    select
        group_name,
        group_value,
        person_id,
        sum(record_count) as record_count
    from grouped
    group by group_name, group_value, person_id
),

-- linked pairs that touch the group: a wrong one counts for both its sides
linked_pairs as (
    select
        group_sizes.group_name,
        group_sizes.group_value,
        sum(
            group_sizes.record_count * (group_sizes.record_count - 1) / 2
            + group_sizes.record_count
            * (person_sizes.record_count - group_sizes.record_count)
        ) as linked_count
    from group_sizes
    inner join person_sizes on group_sizes.person_id = person_sizes.person_id
    group by group_sizes.group_name, group_sizes.group_value
),

groups as (
    select
        true_pairs.group_name,
        true_pairs.group_value,
        'recall' as measure,
        true_pairs.truly_linked_count as numerator,
        true_pairs.true_count as denominator,
        true_pairs.person_count
    from true_pairs
    union all
    select
        true_pairs.group_name,
        true_pairs.group_value,
        'false_link_rate' as measure,
        linked_pairs.linked_count - true_pairs.truly_linked_count as numerator,
        linked_pairs.linked_count as denominator,
        true_pairs.person_count
    from true_pairs
    inner join linked_pairs
        on
            true_pairs.group_name = linked_pairs.group_name
            and true_pairs.group_value = linked_pairs.group_value
)

select * from groups
