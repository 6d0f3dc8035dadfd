with person_slots as (
    select * from {{ ref('lnk_identity__person_slots') }}
),

clusters as (
    select * from {{ ref('lnk_identity__clusters') }}
),

clustered as (
    select
        person_slots.*,
        clusters.group_token,
        clusters.cluster_token
    from person_slots
    inner join clusters on person_slots.identity_token = clusters.identity_token
),

-- a person is named after the record that was known first, which later ones keep
first_records as (
    select
        cluster_token,
        {{ id_of('person', ['record_token', 'role']) }} as person_id
    from clustered
    qualify
        row_number() over (
            partition by cluster_token
            order by known_on asc, record_token asc, role asc
        ) = 1
),

identified as (
    select
        clustered.partner,
        clustered.dataset,
        clustered.record_token,
        clustered.role,
        first_records.person_id,
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
    inner join first_records on clustered.cluster_token = first_records.cluster_token
)

select * from identified
