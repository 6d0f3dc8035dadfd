with residents as (
    {{ residents('domestic_abuse_escalation') }}
),

incidents as (
    select * from {{ ref('lnk_timeline__domestic_abuse_incidents') }}
    where event_type = 'domestic_abuse_victim'
),

-- victims of the last twelve months, as known on the index date
members as (
    select
        residents.person_id,
        residents.index_date,
        residents.sex,
        residents.ethnic_group,
        residents.age_years,
        residents.horizon_ends_on,
        residents.outcomes_known_on,
        max(incidents.happened_on) as newest_incident_on,
        max(incidents.event_value) as highest_level
    from residents
    inner join incidents
        on
            residents.person_id = incidents.person_id
            and residents.index_date >= incidents.happened_on
            and residents.index_date < incidents.happened_on + interval '12' month
            and {{ is_known_on('incidents', 'residents.index_date') }}
    group by all
),

{{ placed_members('members') }},

-- for a household stands the victim of its newest incident
one_per_household as (
    select
        *,
        max(highest_level) over (
            partition by index_date, coalesce(household_id, person_id)
        ) as highest_level_of_household
    from placed
    qualify
        row_number() over (
            partition by index_date, coalesce(household_id, person_id)
            order by newest_incident_on desc, person_id asc
        ) = 1
),

outcomes as (
    select
        one_per_household.person_id,
        one_per_household.index_date
    from one_per_household
    inner join placed
        on
            one_per_household.index_date = placed.index_date
            and coalesce(one_per_household.household_id, one_per_household.person_id)
            = coalesce(placed.household_id, placed.person_id)
    inner join incidents
        on
            placed.person_id = incidents.person_id
            and placed.index_date < incidents.happened_on
            and placed.horizon_ends_on >= incidents.happened_on
            and incidents.superseded_on is null
    group by
        one_per_household.person_id,
        one_per_household.index_date,
        one_per_household.highest_level_of_household
    having
        count(*) >= 2
        or max(incidents.event_value) > one_per_household.highest_level_of_household
),

cohort as (
    {{ cohort_rows('one_per_household', 'outcomes') }}
)

select * from cohort
