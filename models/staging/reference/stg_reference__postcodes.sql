with postcode_directory as (
    select * from {{ source('reference_directories', 'postcode_directory') }}
),

normalised as (
    select
        {{ normal_postcode('postcode') }} as postcode,
        trim(lsoa_code) as lsoa_code,
        trim(ward_code) as ward_code,
        ended_on
    from postcode_directory
),

-- a postcode that was ended and used again stands twice; the one in use counts
newest as (
    select
        postcode,
        lsoa_code,
        ward_code
    from normalised
    where postcode is not null and lsoa_code <> ''
    qualify
        row_number() over (
            partition by postcode
            order by coalesce(ended_on, '999999') desc, lsoa_code asc
        ) = 1
)

select * from newest
