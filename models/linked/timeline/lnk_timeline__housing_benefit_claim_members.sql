with claims as (
    {{ linked_records('basildon_borough_council', 'housing_benefit_claim_members') }}
),

events as (
    {{ events_of(
        'claims', 'housing_benefit_claim', 'claim_start_on',
        event_code='member_role',
        event_value='weekly_award_gbp',
        ended_on='coalesce(claim_end_on, closed_on)',
    ) }}
    union all
    {{ events_of(
        'claims', 'passported_benefit', 'claim_start_on',
        event_code='passported_benefit',
        ended_on='coalesce(claim_end_on, closed_on)',
        only_where="passported_benefit <> 'none'",
    ) }}
)

select * from events
