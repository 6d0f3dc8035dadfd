{#- Who was around each person of a risk's cohort that is learnt from or scored, as known on
    the index date: the members of the household, and the mother wherever she lives. One row
    per person, index date and member, with relation (self, mother, child (under 18) or
    adult) and age_years.
    risk: as in the register; its cohort has household_id. -#}
{% macro people_around(risk) -%}
with cohort as (
    {{ members_to_describe(risk) }}
),

traits as (
    select * from {{ ref('lnk_people__traits') }}
),

mothers as (
    select * from {{ ref('lnk_people__mothers') }}
),

homes as (
    select * from {{ ref('lnk_people__homes_by_date') }}
    where household_id is not null
),

known_mothers as (
    select
        cohort.person_id,
        cohort.index_date,
        mothers.mother_person_id as member_person_id
    from cohort
    inner join mothers
        on
            cohort.person_id = mothers.person_id
            and cohort.index_date >= mothers.known_on
),

known_members as (
    select
        cohort.person_id,
        cohort.index_date,
        homes.person_id as member_person_id
    from cohort
    inner join homes
        on
            cohort.household_id = homes.household_id
            and cohort.index_date = homes.home_on
),

-- the mother counts wherever she lives
around as (
    select
        person_id,
        index_date,
        member_person_id
    from known_members
    union
    select
        person_id,
        index_date,
        member_person_id
    from known_mothers
),

described as (
    select
        around.person_id,
        around.index_date,
        around.member_person_id,
        case
            when around.member_person_id = around.person_id then 'self'
            when known_mothers.member_person_id is not null then 'mother'
            when
                traits.birth_year
                > cast(extract(year from around.index_date) as integer) - 18
                then 'child'
            else 'adult'
        end as relation,
        cast(extract(year from around.index_date) as integer)
        - traits.birth_year as age_years
    from around
    inner join traits
        on
            around.member_person_id = traits.person_id
            and {{ is_known_on('traits', 'around.index_date') }}
    left join known_mothers
        on
            around.person_id = known_mothers.person_id
            and around.index_date = known_mothers.index_date
            and around.member_person_id = known_mothers.member_person_id
)

select * from described
{%- endmacro %}
