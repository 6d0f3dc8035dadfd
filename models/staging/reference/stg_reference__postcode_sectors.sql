with postcodes as (
    select * from {{ ref('stg_reference__postcodes') }}
),

counted as (
    select
        left(postcode, length(postcode) - 2) as postcode_sector,
        lsoa_code,
        count(*) as postcode_count
    from postcodes
    group by left(postcode, length(postcode) - 2), lsoa_code
),

postcode_sectors as (
    select
        postcode_sector,
        lsoa_code,
        1.0 * postcode_count / sum(postcode_count) over (partition by postcode_sector)
            as postcode_share
    from counted
)

select * from postcode_sectors
