with attendances as (
    {{ linked_records('mid_and_south_essex_nhs', 'ae_attendances') }}
),

opted_out as (
    select record_token from attendances
    where has_national_data_opt_out and superseded_on is null
),

-- who has opted out of the use of confidential health records is not shown, nor what
-- was said before
permitted_attendances as (
    select attendances.*
    from attendances
    left join opted_out on attendances.record_token = opted_out.record_token
    where
        opted_out.record_token is null
        and not coalesce(attendances.has_national_data_opt_out, false)
),

events as (
    {{ events_of(
        'permitted_attendances', 'ae_attendance', 'arrival_at',
        event_code='disposal',
        event_value='acuity',
    ) }}
    union all
    {{ events_of(
        'permitted_attendances', 'ae_non_urgent', 'arrival_at',
        only_where="acuity = 5 and disposal = 'discharged_no_treatment'",
    ) }}
    union all
    {{ events_of(
        'permitted_attendances', 'ae_injury', 'arrival_at',
        event_code='injury_mechanism',
        only_where="injury_mechanism <> 'none'",
    ) }}
)

select * from events
