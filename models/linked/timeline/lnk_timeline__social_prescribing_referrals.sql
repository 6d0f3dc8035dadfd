with referrals as (
    {{ linked_records('voluntary_sector', 'social_prescribing_referrals') }}
),

events as (
    {{ events_of(
        'referrals', 'social_prescribing_referral', 'referral_on',
        event_code='reason',
        event_value='sessions_attended',
    ) }}
    union all
    {{ events_of(
        'referrals', 'wellbeing_change', 'referral_on',
        event_value='wellbeing_after - wellbeing_before',
        only_where='wellbeing_after is not null and wellbeing_before is not null',
    ) }}
)

select * from events
