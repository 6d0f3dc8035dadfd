with person_slots as (
    select * from {{ ref('lnk_identity__person_slots') }}
),

named as (
    select
        address_token,
        uprn_token,
        count(*) as record_count
    from person_slots
    where address_token is not null and uprn_token is not null
    group by address_token, uprn_token
),

properties as (
    select
        address_token,
        uprn_token
    from named
    qualify
        row_number() over (
            partition by address_token
            order by record_count desc, uprn_token asc
        ) = 1
)

select * from properties
