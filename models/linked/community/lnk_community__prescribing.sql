with periods as (
    {{ finished_periods('social_prescribing_referrals', ['financial_year']) }}
),

theme_reasons as (
    select * from {{ ref('theme_reasons') }}
),

referrals as (
    select
        person_id,
        happened_on,
        event_code as reason
    from {{ ref('lnk_timeline__social_prescribing_referrals') }}
    where superseded_on is null and event_type = 'social_prescribing_referral'
),

changes as (
    select
        person_id,
        happened_on,
        max(event_value) as wellbeing_change
    from {{ ref('lnk_timeline__social_prescribing_referrals') }}
    where superseded_on is null and event_type = 'wellbeing_change'
    group by person_id, happened_on
),

counted as (
    select
        referrals.person_id,
        theme_reasons.theme,
        periods.period_start_on,
        periods.resident_on,
        count(*) as referral_count,
        count(changes.wellbeing_change) as measured_count,
        count(changes.wellbeing_change) filter (
            where changes.wellbeing_change > 0
        ) as improved_count
    from referrals
    inner join theme_reasons on lower(referrals.reason) = theme_reasons.reason
    inner join periods
        on
            referrals.happened_on >= periods.period_start_on
            and referrals.happened_on <= periods.period_end_on
    left join changes
        on
            referrals.person_id = changes.person_id
            and referrals.happened_on = changes.happened_on
    group by
        referrals.person_id,
        theme_reasons.theme,
        periods.period_start_on,
        periods.resident_on
),

placed as (
    {{ placed_people('counted') }}
),

prescribing as (
    select
        theme,
        lsoa_code,
        period_start_on,
        count(distinct person_id) as person_count,
        sum(referral_count) as referral_count,
        sum(measured_count) as measured_count,
        sum(improved_count) as improved_count
    from placed
    group by theme, lsoa_code, period_start_on
)

select * from prescribing
