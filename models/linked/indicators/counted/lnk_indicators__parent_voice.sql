with periods as (
    {{ finished_periods('parent_voice', ['academic_year']) }}
),

voice as (
    select * from {{ ref('lnk_community__voice') }}
),

parts as (
    select
        'parents_dissatisfied' as indicator_id,
        voice.lsoa_code,
        periods.period_type,
        periods.period_start_on,
        periods.period_end_on,
        case when voice.sentiment < 0 then voice.answer_share else 0 end as numerator,
        voice.answer_share as denominator,
        case when voice.sentiment < 0 then voice.answer_share else 0 end
            as person_count
    from voice
    inner join periods
        on
            voice.survey_on >= periods.period_start_on
            and voice.survey_on <= periods.period_end_on
)

{{ indicator_rows('parts') }}
