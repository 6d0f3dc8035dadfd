-- the ten needs of the Supporting Families outcomes framework (2022), each by what
-- partners' records can tell of it in a year; spells count while they run
{%- set needs = {
    'school_census': [
        ('education', {'events': ['school_suspension', 'permanent_exclusion']}),
        ('education', {'events': ['school_absence_percent'], 'value': '>= 10'}),
    ],
    'eyfs_profile': [
        ('early_years', {'events': ['early_years_profile'], 'value': '= 0'}),
    ],
    'ae_attendances': [
        ('health', {'events': ['ae_injury'], 'codes': ['self_harm']}),
    ],
    'drug_alcohol_treatment': [
        ('substances', {'events': ['drug_alcohol_treatment'], 'runs': true}),
    ],
    'childrens_social_care_episodes': [
        ('health', {'events': ['social_care_factor'], 'codes': ['mental_health']}),
        ('substances', {'events': ['social_care_factor'], 'codes': ['alcohol', 'drugs']}),
        ('relationships', {'events': ['social_care_need'], 'codes': ['N4', 'N5']}),
        ('safety', {'events': ['social_care_need'], 'codes': ['N1']}),
        ('domestic_abuse', {
            'events': ['social_care_factor'], 'codes': ['domestic_abuse'],
        }),
    ],
    'youth_offending': [
        ('crime', {'events': ['youth_offence']}),
    ],
    'crimes': [
        ('crime', {'events': ['crime_suspect', 'crime_offender']}),
    ],
    'domestic_abuse_incidents': [
        ('domestic_abuse', {'events': [
            'domestic_abuse_victim',
            'domestic_abuse_perpetrator',
            'domestic_abuse_child',
        ]}),
    ],
    'housing_tenancies': [
        ('housing', {'events': ['tenancy_notice']}),
        ('housing', {
            'events': ['social_tenancy'], 'codes': ['temporary'], 'runs': true,
        }),
        ('money', {'events': ['rent_arrears_gbp']}),
    ],
    'housing_benefit_claim_members': [
        ('money', {'events': ['passported_benefit'], 'runs': true}),
    ],
} %}
{%- set names = needs.values() | sum(start=[]) | map(attribute='0') | unique | list %}
with periods as (
    {{ finished_periods('childrens_social_care_episodes', ['financial_year']) }}
),

-- whoever was a child in any of them
people as (
    select * from {{ ref('lnk_people__people') }}
    where birth_year >= (
        select extract(year from min(periods.resident_on)) - 18 from periods
    )
),

-- read twice, so that each reading takes only the columns that it needs
homes_of_children as (
    select
        homes.household_id,
        homes.home_on,
        homes.lsoa_code
    from {{ ref('lnk_people__homes_by_date') }} as homes
    inner join people on homes.person_id = people.person_id
    where
        homes.household_id is not null
        and homes.observed_on >= homes.home_on - interval '5' year
        and {{ age_in_years('people', 'homes.home_on') }} between 0 and 17
),

homes as (
    select
        person_id,
        household_id,
        home_on
    from {{ ref('lnk_people__homes_by_date') }}
    where
        household_id is not null
        and observed_on >= home_on - interval '5' year
),

families as (
    select
        homes_of_children.household_id,
        periods.period_start_on,
        periods.period_end_on,
        min(homes_of_children.lsoa_code) as lsoa_code
    from homes_of_children
    inner join periods on homes_of_children.home_on = periods.resident_on
    group by
        homes_of_children.household_id,
        periods.period_start_on,
        periods.period_end_on
),

-- no event is a sign of two needs; a need is a bit, so that several people's add up
signs as (
    {%- for dataset, signs in needs.items() %}
    {{ 'union all' if not loop.first }}
    select
        person_id,
        happened_on,
        case
            {%- for need, choice in signs %}
            when {{ is_chosen_event(choice) }} then {{ 2 ** names.index(need) }}
            {%- endfor %}
        end as need_bit,
        {%- set spells = signs | selectattr('1.runs') | map(attribute='1') | list %}
        {%- if spells %}
        case
            {%- for choice in spells %}
            when {{ is_chosen_event(choice) }}
                then coalesce(ended_on, cast('9999-12-31' as date))
            {%- endfor %}
            else happened_on
        end as last_on
        {%- else %}
        happened_on as last_on
        {%- endif %}
    from {{ ref('lnk_timeline__' ~ dataset) }}
    where
        superseded_on is null
        and event_type in (
            {%- for event in signs | map(attribute='1.events') | sum(start=[]) %}
            '{{ event }}'{{ ',' if not loop.last }}
            {%- endfor %}
        )
    {%- endfor %}
),

needs_of_people as (
    select
        signs.person_id,
        periods.resident_on,
        periods.period_start_on,
        bit_or(signs.need_bit) as need_bits
    from signs
    inner join periods
        on
            signs.last_on >= periods.period_start_on
            and signs.happened_on <= periods.period_end_on
    where signs.need_bit is not null
    group by signs.person_id, periods.resident_on, periods.period_start_on
),

needs_of_households as (
    select
        homes.household_id,
        needs_of_people.period_start_on,
        bit_count(bit_or(needs_of_people.need_bits)) as need_count
    from homes
    inner join needs_of_people
        on
            homes.person_id = needs_of_people.person_id
            and homes.home_on = needs_of_people.resident_on
    group by homes.household_id, needs_of_people.period_start_on
),

counted as (
    select
        families.lsoa_code,
        families.period_start_on,
        families.period_end_on,
        case when coalesce(needs_of_households.need_count, 0) >= 3 then 1 else 0 end
            as counted
    from families
    left join needs_of_households
        on
            families.household_id = needs_of_households.household_id
            and families.period_start_on = needs_of_households.period_start_on
),

parts as (
    select
        'families_with_three_needs' as indicator_id,
        lsoa_code,
        'financial_year' as period_type,
        period_start_on,
        period_end_on,
        counted as numerator,
        1 as denominator,
        counted as person_count
    from counted
)

{{ indicator_rows('parts') }}
