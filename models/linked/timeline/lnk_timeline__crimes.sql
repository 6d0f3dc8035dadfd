with crimes as (
    {{ linked_records('essex_police', 'crimes') }}
),

events as (
    {%- for role in ['suspect', 'offender', 'victim'] %}
        {{ events_of(
            'crimes', 'crime_' ~ role, 'offence_on',
            event_code='offence_group',
            only_where="person_role = '" ~ role ~ "'",
        ) }}
    union all
    {%- endfor %}
    {{ events_of(
        'crimes', 'crime_weapon_or_drug_supply', 'offence_on',
        event_code='offence_group',
        only_where="(is_weapon_involved or is_drug_supply)"
            ~ " and person_role in ('suspect', 'offender')",
    ) }}
)

select * from events
