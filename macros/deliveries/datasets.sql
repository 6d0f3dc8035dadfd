{#- The datasets that partners deliver, as pairs of partner and dataset: a new one is a new
    line. (evaluation/labelled_records measures linkage and is none of them.) -#}
{% macro datasets() %}
    {{ return([
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
        ('rights', 'requests'),
        ('schools', 'school_census'),
        ('voluntary_sector', 'services'),
        ('voluntary_sector', 'social_prescribing_referrals'),
        ('voluntary_sector', 'parent_voice'),
    ]) }}
{% endmacro %}
