with cohort as (
    select * from {{ ref('risk_school_readiness__cohort') }}
),

child_features as (
    select * from {{ ref('risk_school_readiness__child_features') }}
),

household_features as (
    select * from {{ ref('risk_school_readiness__household_features') }}
),

geography_deprivation as (
    select * from {{ ref('geography_deprivation') }}
),

features as (
    select
        cohort.person_id,
        cohort.index_date,
        cohort.sex,
        cohort.ethnic_group,
        geography_deprivation.imd_2019_score,
        child_features.home_count,
        child_features.asq3_communication,
        child_features.asq3_gross_motor,
        child_features.asq3_fine_motor,
        child_features.asq3_problem_solving,
        child_features.asq3_personal_social,
        child_features.birth_weight_grams,
        child_features.gestation_weeks,
        child_features.breastfed_at_6_weeks,
        child_features.review_count,
        child_features.has_two_year_review,
        child_features.own_ae_attendance_count,
        child_features.own_social_care_plan_count,
        child_features.own_early_help_or_referral_count,
        household_features.household_people_count,
        household_features.other_children_count,
        household_features.other_under_fives_count,
        household_features.mother_age_at_birth_years,
        household_features.highest_absence_percent,
        household_features.is_in_social_tenancy,
        household_features.tenancy_notice_count,
        household_features.is_on_housing_benefit,
        household_features.housing_benefit_claim_count,
        household_features.is_on_passported_benefit,
        household_features.free_school_meals_count,
        household_features.special_educational_needs_count,
        household_features.domestic_abuse_count,
        household_features.high_risk_domestic_abuse_count,
        household_features.sibling_social_care_count,
        household_features.crime_suspect_or_offender_count,
        household_features.crime_victim_count,
        household_features.household_ae_attendance_count,
        household_features.drug_alcohol_treatment_count,
        household_features.social_prescribing_count,
        -- 0 for a child of August, the youngest of the year, 11 for one of September
        (20 - cohort.birth_month) % 12 as months_older_than_youngest,
        case when cohort.index_date >= date '2020-09-01' then 1 else 0 end
            as is_judged_by_revised_profile
    from cohort
    inner join child_features
        on
            cohort.person_id = child_features.person_id
            and cohort.index_date = child_features.index_date
    left join household_features
        on
            cohort.person_id = household_features.person_id
            and cohort.index_date = household_features.index_date
    left join geography_deprivation
        on cohort.lsoa_code = geography_deprivation.lsoa_code
)

select * from features
