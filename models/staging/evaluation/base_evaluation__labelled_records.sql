{{ config(
    materialized='incremental', incremental_strategy='append', contract={'enforced': false}
) }}
{%- if is_incremental() and not has_new_files('evaluation', 'labelled_records') %}

select * from {{ this }} where 1 = 0
{%- else %}

with delivered as (
    {{ delivered_rows('evaluation', 'labelled_records', only_new=is_incremental()) }}
),

labelled as (
    select
        delivered_in,
        file_sha256,
        staged_with,
        partner,
        dataset,
        person_label,
        household_label,
        case when record_key like '%|mother' then 'mother' else '' end as role,
        case
            when record_key like '%|mother'
                then substr(record_key, 1, length(record_key) - length('|mother'))
            else record_key
        end as business_key
    from delivered
),

people as (
    select
        person_label,
        {{ token('person_label', ['person_label']) }} as person_label_token
    from (select distinct person_label from labelled) as distinct_labels
),

households as (
    select
        household_label,
        {{ token('household_label', ['household_label']) }} as household_label_token
    from (select distinct household_label from labelled) as distinct_labels
),

tokenised as (
    select distinct
        labelled.delivered_in,
        labelled.file_sha256,
        labelled.staged_with,
        labelled.partner,
        labelled.dataset,
        {{ token(
            'record', ['labelled.partner', 'labelled.dataset', 'labelled.business_key']
        ) }} as record_token,
        labelled.role,
        people.person_label_token,
        households.household_label_token
    from labelled
    inner join people on labelled.person_label = people.person_label
    left join households on labelled.household_label = households.household_label
),

removed as (
    select distinct
        record_token,
        role
    from {{ source('landing', 'removed') }}
),

kept as (
    select tokenised.*
    from tokenised
    left join removed
        on
            tokenised.record_token = removed.record_token
            and tokenised.role = removed.role
    where removed.record_token is null
)

select * from kept
{%- endif %}
