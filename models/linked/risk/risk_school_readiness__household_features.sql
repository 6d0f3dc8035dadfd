with household_people as (
    select * from {{ ref('risk_school_readiness__household_people') }}
),

events as (
    select * from {{ ref('lnk_timeline__events') }}
),

counted_people as (
    select
        person_id,
        index_date,
        count(*) as household_people_count,
        count(*) filter (where relation = 'child') as other_children_count,
        count(*) filter (where relation = 'child' and age_years < 5)
            as other_under_fives_count,
        min(age_years) filter (where relation = 'mother')
        - min(age_years) filter (where relation = 'self') as mother_age_at_birth_years
    from household_people
    group by person_id, index_date
),

-- the child's own record is told apart, in the child features
known_events as (
    select
        household_people.person_id,
        household_people.index_date,
        household_people.relation,
        events.event_type,
        events.event_code,
        events.event_value,
        events.happened_on,
        events.ended_on,
        events.known_on
    from household_people
    inner join events
        on
            household_people.member_person_id = events.person_id
            and household_people.index_date >= events.happened_on
            and {{ is_known_on('events', 'household_people.index_date') }}
    where
        household_people.relation <> 'self'
        or events.event_type in (
            'social_tenancy', 'housing_benefit_claim', 'passported_benefit',
            'domestic_abuse_child'
        )
),

measured as (
    select
        person_id,
        index_date,
        {{ event_is_current(['social_tenancy']) }} as is_in_social_tenancy,
        {{ event_count(['tenancy_notice'], months=60) }} as tenancy_notice_count,
        {{ event_is_current(['housing_benefit_claim']) }} as is_on_housing_benefit,
        {{ event_count(['housing_benefit_claim'], months=60) }}
            as housing_benefit_claim_count,
        {{ event_is_current(['passported_benefit']) }} as is_on_passported_benefit,
        {{ event_count(['free_school_meals'], months=36) }} as free_school_meals_count,
        {{ event_count(['special_educational_needs'], months=36) }}
            as special_educational_needs_count,
        max(
            case
                when
                    event_type = 'school_absence_percent'
                    and happened_on > index_date - interval '24' month
                    then event_value
            end
        ) as highest_absence_percent,
        {{ event_count(
            ['domestic_abuse_victim', 'domestic_abuse_perpetrator',
             'domestic_abuse_child'],
            months=48
        ) }} as domestic_abuse_count,
        {{ event_count(
            ['domestic_abuse_victim', 'domestic_abuse_perpetrator',
             'domestic_abuse_child'],
            codes=['high']
        ) }} as high_risk_domestic_abuse_count,
        {{ event_count(['social_care_episode'], only_where="relation = 'child'") }}
            as sibling_social_care_count,
        {{ event_count(['crime_suspect', 'crime_offender', 'youth_offence']) }}
            as crime_suspect_or_offender_count,
        {{ event_count(['crime_victim']) }} as crime_victim_count,
        {{ event_count(['ae_attendance'], months=24) }}
            as household_ae_attendance_count,
        {{ event_count(['drug_alcohol_treatment']) }} as drug_alcohol_treatment_count,
        {{ event_count(['social_prescribing_referral']) }} as social_prescribing_count
    from known_events
    group by person_id, index_date
),

features as (
    select
        counted_people.person_id,
        counted_people.index_date,
        counted_people.household_people_count,
        counted_people.other_children_count,
        counted_people.other_under_fives_count,
        counted_people.mother_age_at_birth_years,
        measured.highest_absence_percent,
        coalesce(measured.is_in_social_tenancy, 0) as is_in_social_tenancy,
        coalesce(measured.tenancy_notice_count, 0) as tenancy_notice_count,
        coalesce(measured.is_on_housing_benefit, 0) as is_on_housing_benefit,
        coalesce(measured.housing_benefit_claim_count, 0)
            as housing_benefit_claim_count,
        coalesce(measured.is_on_passported_benefit, 0) as is_on_passported_benefit,
        coalesce(measured.free_school_meals_count, 0) as free_school_meals_count,
        coalesce(measured.special_educational_needs_count, 0)
            as special_educational_needs_count,
        coalesce(measured.domestic_abuse_count, 0) as domestic_abuse_count,
        coalesce(measured.high_risk_domestic_abuse_count, 0)
            as high_risk_domestic_abuse_count,
        coalesce(measured.sibling_social_care_count, 0) as sibling_social_care_count,
        coalesce(measured.crime_suspect_or_offender_count, 0)
            as crime_suspect_or_offender_count,
        coalesce(measured.crime_victim_count, 0) as crime_victim_count,
        coalesce(measured.household_ae_attendance_count, 0)
            as household_ae_attendance_count,
        coalesce(measured.drug_alcohol_treatment_count, 0)
            as drug_alcohol_treatment_count,
        coalesce(measured.social_prescribing_count, 0) as social_prescribing_count
    from counted_people
    left join measured
        on
            counted_people.person_id = measured.person_id
            and counted_people.index_date = measured.index_date
)

select * from features
