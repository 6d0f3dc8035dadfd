with person_slots as (
    select * from {{ ref('lnk_identity__person_slots') }}
),

sources as (
    select
        partner,
        dataset,
        role,
        -- a mother is a source of her own: she stands on the child's row
        partner || '.' || dataset || case when role = '' then '' else '.' || role end
            as source_name,
        row_number() over (order by partner, dataset, role) as source_number
    from (select distinct
        partner,
        dataset,
        role
    from person_slots) as distinct_sources
),

with_bits as (
    select
        *,
        {{ bit_of('source_number') }} as source_bit
    from sources
)

select * from with_bits
