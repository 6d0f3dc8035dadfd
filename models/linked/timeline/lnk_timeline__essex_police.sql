{{ config(materialized='view') }}

with crimes as (
    {{ linked_records('essex_police', 'crimes') }}
),

incidents as (
    {{ linked_records('essex_police', 'domestic_abuse_incidents') }}
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
    {%- for role in ['victim', 'perpetrator', 'child'] %}
    union all
        {{ events_of(
            'incidents', 'domestic_abuse_' ~ role, 'incident_at',
            event_code='risk_level',
            event_value="case risk_level when 'standard' then 1 when 'medium' then 2"
                ~ " when 'high' then 3 end",
            only_where="person_role = '" ~ role ~ "'",
        ) }}
    {%- endfor %}
)

select * from events
