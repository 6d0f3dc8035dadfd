{%- set datasets = [
    ('essex_county_council', 'eyfs_profile'),
    ('essex_county_council', 'health_visiting_reviews'),
    ('essex_county_council', 'childrens_social_care_people'),
    ('essex_county_council', 'childrens_social_care_episodes'),
    ('essex_county_council', 'youth_offending'),
    ('essex_county_council', 'drug_alcohol_treatment'),
    ('basildon_borough_council', 'housing_tenancies'),
    ('basildon_borough_council', 'housing_benefit_claim_members'),
    ('essex_police', 'crimes'),
    ('essex_police', 'domestic_abuse_incidents'),
    ('mid_and_south_essex_nhs', 'ae_attendances'),
    ('schools', 'school_census'),
    ('voluntary_sector', 'services'),
    ('voluntary_sector', 'social_prescribing_referrals'),
    ('voluntary_sector', 'parent_voice'),
] -%}
with faulty_records as (
    {% for partner, dataset in datasets %}
    {{ 'union all' if not loop.first }}
    select
        '{{ partner }}' as partner,
        '{{ dataset }}' as dataset,
        split(value_faults, ' ') as faults
    from {{ ref('stg_' ~ partner ~ '__' ~ dataset) }}
    where value_faults is not null
    {% endfor %}
),

exploded as (
    select
        partner,
        dataset,
        {{ exploded('faults', 'fault', 'place') }}
    from faulty_records
),

counted as (
    select
        partner,
        dataset,
        split_part(fault, ':', 1) as column_name,
        split_part(fault, ':', 2) as fault_kind,
        count(*) as record_count
    from exploded
    group by
        partner,
        dataset,
        split_part(fault, ':', 1),
        split_part(fault, ':', 2)
)

select * from counted
