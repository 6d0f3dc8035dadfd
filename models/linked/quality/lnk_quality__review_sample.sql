{#- How many pairs of each band a reviewer sees: most near the threshold. -#}
{%- set sizes = {
    '0-0.05': 15, '0.05-0.2': 25, '0.2-0.5': 40, '0.5-0.8': 40, '0.8-0.95': 40,
    '0.95-0.99': 25, '0.99-1': 15,
} -%}
with links as (
    select * from {{ ref('lnk_identity__links') }}
),

identified as (
    select * from {{ ref('lnk_people__identified') }}
),

-- tokens are random: so is their order, and it is the same in every build
ordered as (
    select
        *,
        {{ probability_band('match_probability') }} as probability_band,
        row_number() over (
            partition by {{ probability_band('match_probability') }}
            order by one_group, other_group
        ) as place
    from links
),

sampled as (
    select *
    from ordered
    where
        place <= case probability_band
            {%- for band, size in sizes.items() %}
            when '{{ band }}' then {{ size }}
            {%- endfor %}
        end
),

sampled_groups as (
    select one_group as group_token from sampled
    union distinct
    select other_group as group_token from sampled
),

-- one record of each group is shown; an episode itself says nothing about who it is
shown_records as (
    select
        identified.group_token,
        identified.partner,
        identified.dataset,
        identified.record_token,
        identified.role
    from identified
    inner join sampled_groups on identified.group_token = sampled_groups.group_token
    where identified.dataset <> 'childrens_social_care_episodes'
    qualify
        row_number() over (
            partition by identified.group_token
            order by identified.record_token asc, identified.role asc
        ) = 1
),

review_sample as (
    select
        sampled.one_group,
        sampled.other_group,
        sampled.probability_band,
        one.partner as one_partner,
        one.dataset as one_dataset,
        one.record_token as one_record_token,
        one.role as one_role,
        other.partner as other_partner,
        other.dataset as other_dataset,
        other.record_token as other_record_token,
        other.role as other_role,
        sampled.agreement,
        sampled.match_probability,
        sampled.threshold,
        sampled.is_link
    from sampled
    inner join shown_records as one on sampled.one_group = one.group_token
    inner join shown_records as other on sampled.other_group = other.group_token
)

select * from review_sample
