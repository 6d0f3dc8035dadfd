with records as (
    {{ staged_records('voluntary_sector', 'parent_voice') }}
),

named as (
    select
        record_token,
        survey_date as survey_on,
        postcode_sector,
        theme,
        sentiment,
        known_on,
        superseded_on,
        first_known_on,
        last_delivered_on,
        value_faults
    from records
)

select * from named
