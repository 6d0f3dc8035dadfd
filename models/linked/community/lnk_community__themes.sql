{#- how many years of answers and of referrals make enough of them to tell of a ward -#}
{%- set years_of_voice = 5 -%}
{%- set years_of_prescribing = 3 -%}
{%- set area = 'areas.area_type, areas.boundary_vintage, areas.area_code' -%}
with areas as (
    select * from {{ ref('lnk_indicators__areas') }}
    where area_type in ('ward', 'district')
),

voice as (
    select * from {{ ref('lnk_community__voice') }}
),

prescribing as (
    select * from {{ ref('lnk_community__prescribing') }}
),

newest_answers as (
    select *
    from voice
    where survey_on > (
        select max(newest.survey_on) - interval '{{ years_of_voice }}' year
        from voice as newest
    )
),

newest_referrals as (
    select *
    from prescribing
    where period_start_on > (
        select max(newest.period_start_on) - interval '{{ years_of_prescribing }}' year
        from prescribing as newest
    )
),

answered as (
    select
        {{ area }},
        newest_answers.theme,
        round(sum(newest_answers.answer_share), 6) as answer_count,
        coalesce(
            round(
                sum(newest_answers.answer_share) filter (
                    where newest_answers.sentiment < 0
                ),
                6
            ),
            0
        ) as dissatisfied_count
    from newest_answers
    inner join areas on coalesce(newest_answers.lsoa_code, 'not_placed') = areas.place
    group by {{ area }}, newest_answers.theme
),

referred as (
    select
        {{ area }},
        newest_referrals.theme,
        sum(newest_referrals.person_count) as person_count,
        sum(newest_referrals.referral_count) as referral_count,
        sum(newest_referrals.measured_count) as measured_count,
        sum(newest_referrals.improved_count) as improved_count
    from newest_referrals
    inner join areas on coalesce(newest_referrals.lsoa_code, 'not_placed') = areas.place
    group by {{ area }}, newest_referrals.theme
),

judged as (
    select
        coalesce(answered.area_type, referred.area_type) as area_type,
        coalesce(answered.boundary_vintage, referred.boundary_vintage)
            as boundary_vintage,
        coalesce(answered.area_code, referred.area_code) as area_code,
        coalesce(answered.theme, referred.theme) as theme,
        answered.answer_count,
        answered.dissatisfied_count,
        referred.referral_count,
        referred.measured_count,
        referred.improved_count,
        {{ must_suppress(
            'answered.dissatisfied_count',
            'answered.answer_count',
            'answered.dissatisfied_count',
            "'proportion'",
        ) }} as is_voice_small,
        {{ is_small_count('referred.person_count') }} as is_referral_small,
        {{ must_suppress(
            'referred.improved_count',
            'referred.measured_count',
            'referred.improved_count',
            "'proportion'",
        ) }} as is_improvement_small
    from answered
    full outer join referred
        on
            answered.area_type = referred.area_type
            and answered.boundary_vintage = referred.boundary_vintage
            and answered.area_code = referred.area_code
            and answered.theme = referred.theme
),

-- what is published is worked out from the rounded counts
themes as (
    select
        area_type,
        boundary_vintage,
        area_code,
        theme,
        {%- for count, is_small in [
            ('answer_count', 'is_voice_small'),
            ('dissatisfied_count', 'is_voice_small'),
            ('referral_count', 'is_referral_small'),
            ('measured_count', 'is_improvement_small'),
            ('improved_count', 'is_improvement_small'),
        ] %}
        case when not coalesce({{ is_small }}, true) then {{ rounded_count(count) }} end
            as {{ count }},
        {%- endfor %}
        coalesce(is_voice_small, false) as is_voice_hidden,
        coalesce(is_referral_small or is_improvement_small, false)
            as is_prescribing_hidden
    from judged
)

select * from themes
