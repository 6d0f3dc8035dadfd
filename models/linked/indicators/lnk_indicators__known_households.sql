-- what counts as having been in touch, and which of it lasts
{%- set services = {
    'childrens_social_care_episodes': ['social_care_episode'],
    'youth_offending': ['youth_justice_outcome', 'youth_offence'],
    'drug_alcohol_treatment': ['drug_alcohol_treatment'],
    'social_prescribing_referrals': ['social_prescribing_referral'],
} %}
{%- set spells = ['childrens_social_care_episodes', 'drug_alcohol_treatment'] %}

with homes as (
    select * from {{ ref('lnk_people__homes_by_date') }}
    where household_id is not null
),

contacts as (
    {%- for dataset, events in services.items() %}
    {{ 'union all' if not loop.first }}
    select
        person_id,
        happened_on,
        {%- if dataset in spells %}
        -- a spell that runs has not ended
        coalesce(ended_on, cast('9999-12-31' as date)) as last_on,
        {%- else %}
        happened_on as last_on,
        {%- endif %}
        known_on,
        superseded_on
    from {{ ref('lnk_timeline__' ~ dataset) }}
    where {{ is_chosen_event({'events': events}) }}
    {%- endfor %}
),

known_households as (
    select distinct
        homes.household_id,
        homes.home_on
    from homes
    inner join contacts
        on
            homes.person_id = contacts.person_id
            and homes.home_on >= contacts.happened_on
            and contacts.last_on > homes.home_on - interval '12' month
            and {{ is_known_on('contacts', 'homes.home_on') }}
)

select * from known_households
