{#- The rows of a cohort whose outcome hangs on the whole horizon: who is in it, and whether
    the outcome came; NULL until a delivery could tell of all of it.
    members: a CTE as placed_members() makes of residents(); outcomes: a CTE with the
    person_id and index_date of those with the outcome. -#}
{% macro cohort_rows(members, outcomes) -%}
    select
        {{ members }}.person_id,
        {{ members }}.index_date,
        {{ members }}.household_id,
        {{ members }}.lsoa_code,
        {{ members }}.ward_code,
        {{ members }}.imd_2019_decile,
        {{ members }}.imd_2019_score,
        {{ members }}.sex,
        {{ members }}.ethnic_group,
        {{ members }}.age_years,
        {{ members }}.outcomes_known_on as outcome_known_on,
        case
            when {{ members }}.outcomes_known_on is not null
                then {{ outcomes }}.person_id is not null
        end as has_outcome
    from {{ members }}
    left join {{ outcomes }}
        on
            {{ members }}.person_id = {{ outcomes }}.person_id
            and {{ members }}.index_date = {{ outcomes }}.index_date
{%- endmacro %}
