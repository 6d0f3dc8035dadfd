{{ config(
    materialized='incremental', incremental_strategy='append', full_refresh=false
) }}

{#- What was found for a request once stays found: the records are gone from the next
    run on, and what is delivered of the person again must not come back. -#}
with person_slots as (
    select * from {{ ref('lnk_identity__person_slots') }}
),

clusters as (
    select * from {{ ref('lnk_identity__clusters') }}
),

placed as (
    select
        person_slots.partner,
        person_slots.dataset,
        person_slots.record_token,
        person_slots.role,
        person_slots.identity_token,
        clusters.cluster_token
    from person_slots
    inner join clusters on person_slots.identity_token = clusters.identity_token
),

-- a request is linked as every record is: who stands in its cluster is who asks
found as (
    select
        requests.record_token as request_token,
        placed.partner,
        placed.dataset,
        placed.record_token,
        placed.role,
        placed.identity_token
    from placed as requests
    inner join placed on requests.cluster_token = placed.cluster_token
    where requests.partner = 'rights'
),

new_ones as (
    select found.*
    from found
    {% if is_incremental() -%}
    left join {{ this }} as known
        on
            found.request_token = known.request_token
            and found.record_token = known.record_token
            and found.role = known.role
            and found.identity_token = known.identity_token
    where known.request_token is null
    {%- endif %}
)

select * from new_ones
