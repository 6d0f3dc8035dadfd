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
        'dated_profiles', 'first_language', 'judged_on',
        event_code="case when is_first_language_not_english then 'other' else 'english' end",
        only_where='is_first_language_not_english is not null',
    ) }}
)

select * from events
