with person_slots as (
    select * from {{ ref('lnk_identity__person_slots') }}
),

sources as (
    select distinct
        identity_token,
        -- a mother is a source of her own: she stands on the child's row
        partner || '.' || dataset || case when role = '' then '' else '.' || role end
            as source_name
    from person_slots
)

select * from sources
