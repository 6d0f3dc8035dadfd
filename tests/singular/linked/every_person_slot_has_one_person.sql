-- linkage neither loses a slot of a staged record nor doubles one; those that were
-- removed at somebody's request have no person
with removed as (
    {{ removed_places() }}
),

person_slots as (
    select person_slots.*
    from {{ ref('lnk_identity__person_slots') }} as person_slots
    left join removed
        on
            person_slots.record_token = removed.record_token
            and person_slots.role = removed.role
    where removed.record_token is null
),

records as (
    select * from {{ ref('lnk_people__records') }}
),

slot_counts as (
    select
        partner,
        dataset,
        role,
        count(*) as slot_count
    from person_slots
    group by partner, dataset, role
),

record_counts as (
    select
        partner,
        dataset,
        role,
        count(*) as record_count
    from records
    group by partner, dataset, role
)

select
    slot_counts.partner,
    slot_counts.dataset,
    slot_counts.role
from slot_counts
left join record_counts
    on
        slot_counts.partner = record_counts.partner
        and slot_counts.dataset = record_counts.dataset
        and slot_counts.role = record_counts.role
where slot_counts.slot_count <> coalesce(record_counts.record_count, 0)
