{% set indicators = [
    'adults_in_treatment',
    'ae_assault',
    'ae_attendances',
    'ae_attendances_rolling',
    'ae_self_harm_young',
    'ae_three_or_more',
    'ae_under_fives',
    'ae_without_treatment',
    'alcohol_treatment_begun',
    'antisocial_behaviour',
    'breastfeeding_6_weeks',
    'child_protection_plans',
    'children_at_domestic_abuse',
    'children_in_need',
    'children_on_housing_benefit',
    'community_places',
    'community_services',
    'council_tenants',
    'domestic_abuse_escalation_expected',
    'domestic_abuse_escalation_households_at_risk',
    'domestic_abuse_escalation_households_unknown',
    'domestic_abuse_victims',
    'domestic_abuse_victims_rolling',
    'early_help_episodes',
    'education_health_care_plan',
    'falls',
    'falls_expected',
    'falls_households_at_risk',
    'falls_households_unknown',
    'families_with_three_needs',
    'first_language_not_english',
    'first_time_entrants',
    'free_school_meals',
    'high_risk_domestic_abuse',
    'housing_benefit_residents',
    'looked_after_children',
    'low_birth_weight',
    'opiate_or_crack_treatment_begun',
    'parents_dissatisfied',
    'passported_benefit',
    'persistent_absence',
    'persistent_absence_in_term',
    'preterm_birth',
    'pupils_excluded',
    'pupils_suspended',
    'rent_arrears',
    'repeat_domestic_abuse',
    'repeat_referrals',
    'school_exclusion_expected',
    'school_exclusion_households_at_risk',
    'school_exclusion_households_unknown',
    'school_readiness_households_at_risk',
    'school_readiness_households_unknown',
    'school_readiness_not_ready_observed',
    'school_readiness_not_ready_predicted',
    'severe_absence',
    'social_care_abuse_or_neglect',
    'social_care_domestic_abuse',
    'social_care_mental_health',
    'social_care_referrals',
    'social_care_substance_misuse',
    'social_prescribing_referrals',
    'special_needs_support',
    'suspects_of_crime',
    'temporary_accommodation',
    'tenancy_notices',
    'unnecessary_ae_expected',
    'unnecessary_ae_households_at_risk',
    'unnecessary_ae_households_unknown',
    'victims_of_burglary',
    'victims_of_crime',
    'victims_of_robbery_or_theft',
    'victims_of_sexual_offences',
    'victims_of_violence',
    'violence_and_vulnerability_expected',
    'violence_and_vulnerability_households_at_risk',
    'violence_and_vulnerability_households_unknown',
    'weapon_or_drug_supply',
    'wellbeing_improved',
    'young_suspects_of_violence',
    'youth_offences',
] %}
with published as (
    select * from {{ ref('lnk_indicators__published') }}
    where area_type = 'ward' and area_code <> 'not_placed'
),

-- one period for all wards, so that a column can be compared down the page
newest as (
    select * from published
    qualify
        rank() over (
            partition by boundary_vintage, indicator_id
            order by period_start desc
        ) = 1
),

ward_profile as (
    select
        boundary_vintage,
        area_code as ward_code,
        min(area_name) as ward_name,
        {{ value_columns(indicators, 'value') }}
    from newest
    group by boundary_vintage, area_code
)

select * from ward_profile
