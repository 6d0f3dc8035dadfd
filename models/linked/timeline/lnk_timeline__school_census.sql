with census as (
    {{ linked_records('schools', 'school_census') }}
),

-- a census tells of the term before it: an autumn one of suspensions before the summer
reported as (
    select
        *,
        case
            when extract(month from census_on) >= 9
                then make_date(cast(extract(year from census_on) as integer), 7, 20)
            else census_on
        end as excluded_on
    from census
),

events as (
    {{ events_of(
        'census', 'school_roll', 'census_on',
        event_code='nc_year',
    ) }}
    union all
    {{ events_of(
        'census', 'school_absence_percent', 'census_on',
        event_value='100.0 * sessions_absent / sessions_possible',
        only_where='sessions_possible > 0 and sessions_absent is not null',
    ) }}
    union all
    {{ events_of(
        'census', 'special_educational_needs', 'census_on',
        event_code='sen_provision',
        only_where="sen_provision in ('K', 'E')",
    ) }}
    union all
    {{ events_of(
        'census', 'free_school_meals', 'census_on',
        event_code="'eligible'",
        only_where='is_fsm_eligible',
    ) }}
    union all
    {{ events_of(
        'reported', 'school_suspension', 'excluded_on',
        event_value='suspensions',
        only_where='suspensions > 0',
    ) }}
    union all
    {{ events_of(
        'reported', 'permanent_exclusion', 'excluded_on',
        only_where='is_permanently_excluded',
    ) }}
)

select * from events
