{{ config(materialized='view') }}

{%- set assessments = [
    'communication', 'gross_motor', 'fine_motor', 'problem_solving', 'personal_social'
] %}
{%- set factors = {
    'alcohol': '1', 'drugs': '2', 'domestic_abuse': '3', 'mental_health': '4'
} %}

with profiles as (
    {{ linked_records('essex_county_council', 'eyfs_profile') }}
),

-- the profile is judged at the end of June, in the last term of reception
dated_profiles as (
    select
        *,
        make_date(cast(left(academic_year, 4) as integer) + 1, 6, 30) as judged_on
    from profiles
    where academic_year is not null
),

reviews as (
    {{ linked_records('essex_county_council', 'health_visiting_reviews') }}
),

episodes as (
    {{ linked_records(
        'essex_county_council',
        'childrens_social_care_episodes',
        'childrens_social_care_people_record_token',
        'childrens_social_care_people',
    ) }}
),

offences as (
    {{ linked_records('essex_county_council', 'youth_offending') }}
),

treatments as (
    {{ linked_records('essex_county_council', 'drug_alcohol_treatment') }}
),

events as (
    {{ events_of(
        'dated_profiles', 'early_years_profile', 'judged_on',
        event_code="'good_level_of_development'",
        event_value='case when has_good_level_of_development then 1 else 0 end',
        only_where='has_good_level_of_development is not null',
    ) }}
    union all
    {{ events_of(
        'dated_profiles', 'free_school_meals', 'judged_on',
        event_code="'eligible'",
        only_where='is_fsm_eligible',
    ) }}
    union all
    {{ events_of(
        'dated_profiles', 'special_educational_needs', 'judged_on',
        event_code='sen_provision',
        only_where="sen_provision in ('K', 'E')",
    ) }}
    union all
    {{ events_of(
        'reviews', 'health_visiting_review', 'review_on',
        event_code='review_type',
    ) }}
    union all
    {{ events_of(
        'reviews', 'birth_weight_grams', 'review_on',
        event_value='birth_weight_grams',
        only_where='birth_weight_grams is not null',
    ) }}
    union all
    {{ events_of(
        'reviews', 'gestation_weeks', 'review_on',
        event_value='gestation_weeks',
        only_where='gestation_weeks is not null',
    ) }}
    union all
    {{ events_of(
        'reviews', 'breastfeeding_6_weeks', 'review_on',
        event_value='case when is_breastfed_at_6_weeks then 1 else 0 end',
        only_where='is_breastfed_at_6_weeks is not null',
    ) }}
    {%- for assessment in assessments %}
    union all
        {{ events_of(
            'reviews', 'asq3_score', 'review_on',
            event_code="'" ~ assessment ~ "'",
            event_value='asq3_' ~ assessment,
            only_where='asq3_' ~ assessment ~ ' is not null',
        ) }}
    {%- endfor %}
    union all
    {{ events_of(
        'episodes', 'social_care_episode', 'start_on',
        event_code='episode_type',
        ended_on='end_on',
    ) }}
    union all
    {{ events_of(
        'episodes', 'social_care_need', 'start_on',
        event_code='primary_need_code',
        only_where='primary_need_code is not null',
    ) }}
    {%- for factor, number in factors.items() %}
    union all
        {{ events_of(
            'episodes', 'social_care_factor', 'start_on',
            event_code="'" ~ factor ~ "'",
            only_where=matches(
                'upper(assessment_factors)', '(.*;)? *' ~ number ~ '[ABC] *(;.*)?'
            ),
        ) }}
    {%- endfor %}
    union all
    {{ events_of(
        'offences', 'youth_offence', 'offence_on',
        event_code='offence_category',
        event_value='gravity_score',
    ) }}
    union all
    {{ events_of(
        'offences', 'youth_justice_outcome', 'outcome_on',
        event_code='outcome',
        only_where='outcome is not null',
    ) }}
    union all
    {{ events_of(
        'treatments', 'drug_alcohol_treatment', 'treatment_start_on',
        event_code='primary_substance',
        event_value='children_living_with',
        ended_on='treatment_end_on',
    ) }}
)

select * from events
