with cohort as (
    select * from {{ ref('risk_school_readiness__cohort') }}
),

residences as (
    select * from {{ ref('lnk_people__residences') }}
),

events as (
    select * from {{ ref('lnk_timeline__events') }}
),

known_events as (
    select
        cohort.person_id,
        cohort.index_date,
        events.event_type,
        events.event_code,
        events.event_value,
        events.happened_on,
        events.ended_on,
        events.known_on
    from cohort
    inner join events
        on
            cohort.person_id = events.person_id
            and cohort.index_date >= events.happened_on
            and {{ is_known_on('events', 'cohort.index_date') }}
),

homes as (
    select
        cohort.person_id,
        cohort.index_date,
        count(*) as home_count
    from cohort
    inner join residences
        on
            cohort.person_id = residences.person_id
            and cohort.index_date >= residences.start_on
            and cohort.index_date >= residences.known_on
    group by cohort.person_id, cohort.index_date
),

measured as (
    select
        person_id,
        index_date,
        {{ event_count(['health_visiting_review']) }} as review_count,
        {{ event_count(['health_visiting_review'], codes=['2-2.5Y']) }}
            as two_year_review_count,
        {{ event_value('asq3_score', 'communication') }} as asq3_communication,
        {{ event_value('asq3_score', 'gross_motor') }} as asq3_gross_motor,
        {{ event_value('asq3_score', 'fine_motor') }} as asq3_fine_motor,
        {{ event_value('asq3_score', 'problem_solving') }} as asq3_problem_solving,
        {{ event_value('asq3_score', 'personal_social') }} as asq3_personal_social,
        {{ event_value('birth_weight_grams') }} as birth_weight_grams,
        {{ event_value('gestation_weeks') }} as gestation_weeks,
        {{ event_value('breastfeeding_6_weeks') }} as breastfed_at_6_weeks,
        {{ event_count(['ae_attendance']) }} as own_ae_attendance_count,
        {{ event_count(
            ['social_care_episode'], codes=['cin_plan', 'cp_plan', 'looked_after']
        ) }} as own_social_care_plan_count,
        {{ event_count(['social_care_episode'], codes=['early_help', 'referral']) }}
            as own_early_help_or_referral_count
    from known_events
    group by person_id, index_date
),

features as (
    select
        cohort.person_id,
        cohort.index_date,
        homes.home_count,
        measured.asq3_communication,
        measured.asq3_gross_motor,
        measured.asq3_fine_motor,
        measured.asq3_problem_solving,
        measured.asq3_personal_social,
        measured.birth_weight_grams,
        measured.gestation_weeks,
        measured.breastfed_at_6_weeks,
        coalesce(measured.review_count, 0) as review_count,
        least(coalesce(measured.two_year_review_count, 0), 1) as has_two_year_review,
        coalesce(measured.own_ae_attendance_count, 0) as own_ae_attendance_count,
        coalesce(measured.own_social_care_plan_count, 0) as own_social_care_plan_count,
        coalesce(measured.own_early_help_or_referral_count, 0)
            as own_early_help_or_referral_count
    from cohort
    left join measured
        on
            cohort.person_id = measured.person_id
            and cohort.index_date = measured.index_date
    left join homes
        on
            cohort.person_id = homes.person_id
            and cohort.index_date = homes.index_date
)

select * from features
