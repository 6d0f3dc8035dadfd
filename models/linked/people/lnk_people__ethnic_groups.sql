{%- set sources = [
    ('essex_county_council', 'eyfs_profile'),
    ('essex_county_council', 'health_visiting_reviews'),
    ('essex_county_council', 'childrens_social_care_people'),
    ('essex_county_council', 'youth_offending'),
    ('mid_and_south_essex_nhs', 'ae_attendances'),
    ('schools', 'school_census'),
] -%}
with identified as (
    select * from {{ ref('lnk_people__identified') }}
),

stated as (
    {% for partner, dataset in sources %}
    {{ 'union all' if not loop.first }}
    select
        '{{ partner }}' as partner,
        '{{ dataset }}' as dataset,
        record_token,
        ethnic_group
    from {{ ref('stg_' ~ partner ~ '__' ~ dataset) }}
    where ethnic_group is not null and superseded_on is null
    {% endfor %}
),

counted as (
    select
        identified.person_id,
        stated.ethnic_group,
        count(*) as record_count
    from stated
    inner join identified
        on
            stated.partner = identified.partner
            and stated.dataset = identified.dataset
            and stated.record_token = identified.record_token
    where identified.role = ''
    group by identified.person_id, stated.ethnic_group
),

most_stated as (
    select
        person_id,
        ethnic_group
    from counted
    qualify
        row_number() over (
            partition by person_id
            order by record_count desc, ethnic_group asc
        ) = 1
)

select * from most_stated
