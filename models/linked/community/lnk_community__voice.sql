with answers as (
    select * from {{ ref('stg_voluntary_sector__parent_voice') }}
    where superseded_on is null
),

postcode_sectors as (
    select * from {{ ref('stg_reference__postcode_sectors') }}
),

voice as (
    select
        answers.survey_on,
        answers.theme,
        answers.sentiment,
        postcode_sectors.lsoa_code,
        coalesce(postcode_sectors.postcode_share, 1) as answer_share
    from answers
    left join postcode_sectors
        on
            upper(trim(answers.postcode_sector)) = postcode_sectors.postcode_sector
    where answers.theme is not null and answers.sentiment is not null
)

select * from voice
