with person_slots as (
    select * from {{ ref('lnk_identity__person_slots') }}
),

clusters as (
    select * from {{ ref('lnk_identity__clusters') }}
),

removed as (
    {{ removed_places() }}
),

-- without those who were removed at their request
clustered as (
    select
        person_slots.*,
        clusters.group_token,
        clusters.cluster_token
    from person_slots
    inner join clusters on person_slots.identity_token = clusters.identity_token
    left join removed
        on
            person_slots.record_token = removed.record_token
            and person_slots.role = removed.role
    where removed.record_token is null
),

-- a person is named after the record that was known first, which later ones keep
first_records as (
    select
        cluster_token,
        min_by(record_token || '|' || role, (known_on, record_token, role))
            as first_record
    from clustered
    group by cluster_token
),

people as (
    select
        cluster_token,
        {{ id_of('person', [
            "split_part(first_record, '|', 1)", "split_part(first_record, '|', 2)"
        ]) }} as person_id
    from first_records
),

identified as (
    select
        clustered.partner,
        clustered.dataset,
        clustered.record_token,
        clustered.role,
        people.person_id,
        clustered.identity_token,
        clustered.group_token,
        clustered.birth_year,
        clustered.birth_month,
        clustered.sex,
        clustered.lsoa_code,
        clustered.observed_on,
        clustered.observed_until,
        clustered.known_on
    from clustered
    inner join people on clustered.cluster_token = people.cluster_token
)

select * from identified
