{{ config(materialized='view') }}

with attendances as (
    {{ linked_records('mid_and_south_essex_nhs', 'ae_attendances') }}
),

-- who has opted out of the use of confidential health records is not shown
permitted_attendances as (
    select * from attendances
    where not coalesce(has_national_data_opt_out, false)
),

events as (
    {{ events_of(
        'permitted_attendances', 'ae_attendance', 'arrival_at',
        event_code='disposal',
        event_value='acuity',
    ) }}
    union all
    {{ events_of(
        'permitted_attendances', 'ae_injury', 'arrival_at',
        event_code='injury_mechanism',
        only_where="injury_mechanism <> 'none'",
    ) }}
)

select * from events
