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
        ethnic_group,
        known_on,
        superseded_on
    from {{ ref('stg_' ~ partner ~ '__' ~ dataset) }}
    where ethnic_group is not null
    {% endfor %}
),

ethnic_groups as (
    select
        identified.person_id,
        stated.ethnic_group,
        stated.known_on,
        stated.superseded_on,
        count(*) as record_count
    from stated
    inner join identified
        on
            stated.partner = identified.partner
            and stated.dataset = identified.dataset
            and stated.record_token = identified.record_token
    where identified.role = ''
    group by
        identified.person_id,
        stated.ethnic_group,
        stated.known_on,
        stated.superseded_on
)

select * from ethnic_groups
