{#- The models that count indicators, lnk_indicators__<name> each, in order. -#}
{% macro indicator_models() %}
    {{ return([
        'ae_attendances',
        'childrens_social_care_episodes',
        'crimes',
        'domestic_abuse_incidents',
        'drug_alcohol_treatment',
        'eyfs_profile',
        'families_with_three_needs',
        'health_visiting_reviews',
        'housing_benefit_claim_members',
        'housing_tenancies',
        'parent_voice',
        'risk_domestic_abuse_escalation',
        'risk_falls',
        'risk_school_exclusion',
        'risk_school_readiness',
        'risk_unnecessary_ae',
        'risk_violence_and_vulnerability',
        'school_census',
        'school_readiness_not_ready_observed',
        'services',
        'social_prescribing_referrals',
        'youth_offending',
    ]) }}
{% endmacro %}
