with judged_pairs as (
    select * from {{ ref('lnk_identity__judged_pairs') }}
),

group_clusters as (
    select * from {{ ref('lnk_identity__group_clusters') }}
),

links as (
    select
        judged_pairs.one_group,
        judged_pairs.other_group,
        judged_pairs.match_pass,
        judged_pairs.agreeing_keys,
        judged_pairs.agreement,
        judged_pairs.match_weight,
        judged_pairs.match_probability,
        judged_pairs.threshold,
        judged_pairs.is_likely and one.cluster_token = other.cluster_token as is_link,
        judged_pairs.is_likely and one.cluster_token <> other.cluster_token
            as is_contradicted
    from judged_pairs
    inner join group_clusters as one on judged_pairs.one_group = one.group_token
    inner join group_clusters as other on judged_pairs.other_group = other.group_token
)

select * from links
