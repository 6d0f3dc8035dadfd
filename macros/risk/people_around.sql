{#- Who was around each person of a risk's cohort, as known on the index date: the members
    of the newest household, and the mother wherever she lives. One row per person, index
    date and member, with relation (self, mother, child (under 18) or adult) and age_years.
    risk: as in the register; its cohort has household_id. -#}
{% macro people_around(risk) -%}
with cohort as (
    select * from {{ ref('risk_' ~ risk ~ '__cohort') }}
),

people as (
    select * from {{ ref('lnk_people__people') }}
),

mothers as (
    select * from {{ ref('lnk_people__mothers') }}
),

memberships as (
    select * from {{ ref('lnk_households__memberships') }}
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

started_memberships as (
    select
        cohort.person_id,
        cohort.index_date,
        cohort.household_id,
        memberships.person_id as member_person_id
    from cohort
    inner join memberships
        on
            cohort.household_id = memberships.household_id
            and cohort.index_date >= memberships.start_on
            and cohort.index_date >= memberships.known_on
),

-- a membership's end may be known only from what came later: whoever was known to
-- live somewhere else by the index date has left
newest_memberships as (
    select
        started_memberships.person_id,
        started_memberships.index_date,
        started_memberships.household_id,
        started_memberships.member_person_id,
        memberships.household_id as newest_household_id
    from started_memberships
    inner join memberships
        on
            started_memberships.member_person_id = memberships.person_id
            and started_memberships.index_date >= memberships.start_on
            and started_memberships.index_date >= memberships.known_on
    qualify
        row_number() over (
            partition by
                started_memberships.person_id,
                started_memberships.index_date,
                started_memberships.member_person_id
            order by
                memberships.start_on desc,
                memberships.known_on desc,
                memberships.household_id asc
        ) = 1
),

known_members as (
    select
        person_id,
        index_date,
        member_person_id
    from newest_memberships
    where household_id = newest_household_id
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
                people.birth_year
                > cast(extract(year from around.index_date) as integer) - 18
                then 'child'
            else 'adult'
        end as relation,
        cast(extract(year from around.index_date) as integer)
        - people.birth_year as age_years
    from around
    inner join people
        on around.member_person_id = people.person_id
    left join known_mothers
        on
            around.person_id = known_mothers.person_id
            and around.index_date = known_mothers.index_date
            and around.member_person_id = known_mothers.member_person_id
)

select * from described
{%- endmacro %}
