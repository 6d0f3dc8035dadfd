{{ config(materialized='incremental', full_refresh=false) }}
with published as (
    select * from {{ source('landing', 'published') }}
),
{% if is_incremental() %}
newest as (
    select
        indicator_id,
        period_start_on,
        area_type,
        boundary_vintage,
        area_code,
        numerator,
        denominator,
        release_number
    from {{ this }}
    qualify
        release_number = max(release_number) over (
            partition by indicator_id, period_start_on
        )
),

revised as (
    select distinct
        published.indicator_id,
        published.period_start_on
    from published
    left join newest
        on
            published.indicator_id = newest.indicator_id
            and published.period_start_on = newest.period_start_on
            and published.area_type = newest.area_type
            and published.boundary_vintage = newest.boundary_vintage
            and published.area_code = newest.area_code
            and published.numerator is not distinct from newest.numerator
            and published.denominator is not distinct from newest.denominator
    where newest.area_code is null
),

numbered as (
    select
        revised.indicator_id,
        revised.period_start_on,
        coalesce(max(newest.release_number), 0) + 1 as release_number
    from revised
    left join newest
        on
            revised.indicator_id = newest.indicator_id
            and revised.period_start_on = newest.period_start_on
    group by revised.indicator_id, revised.period_start_on
),
{% else %}
numbered as (
    select distinct
        indicator_id,
        period_start_on,
        1 as release_number
    from published
),
{% endif %}
releases as (
    select
        published.*,
        cast(numbered.release_number as integer) as release_number
    from published
    inner join numbered
        on
            published.indicator_id = numbered.indicator_id
            and published.period_start_on = numbered.period_start_on
)

select * from releases
