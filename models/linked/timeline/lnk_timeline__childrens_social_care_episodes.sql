{%- set factors = {
    'alcohol': '1', 'drugs': '2', 'domestic_abuse': '3', 'mental_health': '4'
} -%}
with episodes as (
    {{ linked_records(
        'essex_county_council',
        'childrens_social_care_episodes',
        'childrens_social_care_people_record_token',
        'childrens_social_care_people',
    ) }}
),

events as (
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
)

select * from events
