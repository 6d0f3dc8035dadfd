with identified as (
    select * from {{ ref('lnk_people__identified') }}
),

named as (
    select
        children.person_id,
        mothers.person_id as mother_person_id,
        min(children.known_on) as known_on
    from identified as children
    inner join identified as mothers
        on
            children.dataset = mothers.dataset
            and children.record_token = mothers.record_token
            and mothers.role = 'mother'
    where children.role = '' and children.person_id <> mothers.person_id
    group by children.person_id, mothers.person_id
),

-- who was named first: what is known of a date does not hang on what came later
first_named as (
    select
        person_id,
        mother_person_id,
        known_on
    from named
    qualify
        row_number() over (
            partition by person_id
            order by known_on asc, mother_person_id asc
        ) = 1
)

select * from first_named
