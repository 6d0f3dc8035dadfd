with uprn_directory as (
    select * from {{ source('reference_directories', 'uprn_directory') }}
),

normalised as (
    select
        {{ normal_uprn('trim(uprn)') }} as uprn,
        trim(lsoa_code) as lsoa_code,
        trim(ward_code) as ward_code
    from uprn_directory
),

placed as (
    select
        uprn,
        min(lsoa_code) as lsoa_code,
        min(ward_code) as ward_code
    from normalised
    where uprn is not null and lsoa_code <> ''
    group by uprn
)

select * from placed
