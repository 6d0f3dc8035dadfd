with labelled_records as (
    select * from {{ ref('lnk_quality__labelled_records') }}
),

links as (
    select * from {{ ref('lnk_identity__links') }}
),

-- a group is the labelled person who has most of its records
group_labels as (
    select
        group_token,
        person_label_token
    from labelled_records
    group by group_token, person_label_token
    qualify
        row_number() over (
            partition by group_token order by count(*) desc, person_label_token asc
        ) = 1
),

labelled_candidates as (
    select
        links.one_group,
        links.other_group,
        links.match_probability,
        links.is_link,
        one.person_label_token = other.person_label_token as is_match
    from links
    inner join group_labels as one on links.one_group = one.group_token
    inner join group_labels as other on links.other_group = other.group_token
)

select * from labelled_candidates
