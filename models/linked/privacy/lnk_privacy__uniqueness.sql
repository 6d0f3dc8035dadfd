{#- dbt orders its work by what a model names, so the tables must be named here; which of
    their columns count is said in their YAML. -#}
{%- set tables = {
    'lnk_identity__identities': ref('lnk_identity__identities'),
    'lnk_people__identified': ref('lnk_people__identified'),
    'lnk_people__people': ref('lnk_people__people'),
    'lnk_people__ethnic_groups': ref('lnk_people__ethnic_groups'),
    'lnk_people__traits': ref('lnk_people__traits'),
    'lnk_people__seen_places': ref('lnk_people__seen_places'),
    'lnk_people__homes_by_date': ref('lnk_people__homes_by_date'),
    'lnk_people__sightings': ref('lnk_people__sightings'),
    'lnk_people__address_spells': ref('lnk_people__address_spells'),
    'lnk_people__residences': ref('lnk_people__residences'),
    'lnk_households__stays': ref('lnk_households__stays'),
    'lnk_households__groups': ref('lnk_households__groups'),
    'lnk_households__memberships': ref('lnk_households__memberships'),
    'risk_school_readiness__cohort': ref('risk_school_readiness__cohort'),
    'risk_school_readiness__people': ref('risk_school_readiness__people'),
    'risk_school_readiness__features': ref('risk_school_readiness__features'),
    'risk_falls__cohort': ref('risk_falls__cohort'),
    'risk_unnecessary_ae__cohort': ref('risk_unnecessary_ae__cohort'),
    'risk_unnecessary_ae__people': ref('risk_unnecessary_ae__people'),
    'risk_violence_and_vulnerability__cohort':
        ref('risk_violence_and_vulnerability__cohort'),
    'risk_violence_and_vulnerability__people':
        ref('risk_violence_and_vulnerability__people'),
    'risk_school_exclusion__cohort': ref('risk_school_exclusion__cohort'),
    'risk_school_exclusion__people': ref('risk_school_exclusion__people'),
    'risk_domestic_abuse_escalation__cohort':
        ref('risk_domestic_abuse_escalation__cohort'),
    'risk_domestic_abuse_escalation__people':
        ref('risk_domestic_abuse_escalation__people'),
    'stg_basildon_borough_council__housing_benefit_claim_members':
        ref('stg_basildon_borough_council__housing_benefit_claim_members'),
    'stg_basildon_borough_council__housing_tenancies':
        ref('stg_basildon_borough_council__housing_tenancies'),
    'stg_essex_county_council__childrens_social_care_people':
        ref('stg_essex_county_council__childrens_social_care_people'),
    'stg_essex_county_council__drug_alcohol_treatment':
        ref('stg_essex_county_council__drug_alcohol_treatment'),
    'stg_essex_county_council__eyfs_profile':
        ref('stg_essex_county_council__eyfs_profile'),
    'stg_essex_county_council__health_visiting_reviews':
        ref('stg_essex_county_council__health_visiting_reviews'),
    'stg_essex_county_council__youth_offending':
        ref('stg_essex_county_council__youth_offending'),
    'stg_essex_police__crimes': ref('stg_essex_police__crimes'),
    'stg_essex_police__domestic_abuse_incidents':
        ref('stg_essex_police__domestic_abuse_incidents'),
    'stg_mid_and_south_essex_nhs__ae_attendances':
        ref('stg_mid_and_south_essex_nhs__ae_attendances'),
    'stg_rights__requests': ref('stg_rights__requests'),
    'stg_schools__school_census': ref('stg_schools__school_census'),
    'stg_voluntary_sector__social_prescribing_referrals':
        ref('stg_voluntary_sector__social_prescribing_referrals'),
} -%}
{%- set measured = [] -%}
{%- if execute -%}
    {%- do check_quasi_identifiers(tables | list) -%}
    {%- for name in tables -%}
        {%- do measured.append(graph.nodes['model.essex_data.' ~ name]) -%}
    {%- endfor -%}
{%- endif -%}
with people as (
    select distinct
        identity_token,
        person_id
    from {{ ref('lnk_people__identified') }}
),

group_sizes as (
    {%- for node in measured %}
    {{ 'union all' if not loop.first }}
    select
        '{{ node.name }}' as table_name,
        quasi_identifiers,
        group_size
    from ({{ group_sizes(node, tables[node.name], 'people') }}) as sizes
    {%- else %}
    select
        cast(null as varchar) as table_name,
        cast(null as varchar) as quasi_identifiers,
        cast(null as bigint) as group_size
    {%- endfor %}
),

uniqueness as (
    select
        table_name,
        quasi_identifiers,
        min(group_size) as smallest_group,
        sum(group_size) as people_count,
        sum(group_size) filter (where group_size < {{ var('smallest_group') }})
            as few_count,
        sum(group_size) filter (where group_size = 1) as alone_count
    from group_sizes
    group by table_name, quasi_identifiers
),

shares as (
    select
        table_name,
        quasi_identifiers,
        cast(people_count as bigint) as people_count,
        cast(smallest_group as bigint) as smallest_group,
        round(coalesce(few_count, 0) / people_count, 4) as share_in_small_groups,
        round(coalesce(alone_count, 0) / people_count, 4) as share_alone
    from uniqueness
)

select * from shares
