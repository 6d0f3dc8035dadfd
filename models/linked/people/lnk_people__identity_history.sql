{{ config(
    materialized='incremental', incremental_strategy='append', full_refresh=false
) }}

{#- What was said of an identity once stays; a refresh adds what it says otherwise. -#}
with identified as (
    select * from {{ ref('lnk_people__identified') }}
),

newest_delivery as (
    select max(delivery_date) as recorded_on
    from {{ ref('stg_landing__files') }}
    where status = 'accepted'
),

said_before as (
    {% if is_incremental() -%}
    select
        identity_token,
        person_id,
        refresh_number
    from {{ this }}
    qualify
        row_number() over (partition by identity_token order by refresh_number desc) = 1
    {%- else -%}
    select
        identity_token,
        person_id,
        0 as refresh_number
    from identified
    where 1 = 0
    {%- endif %}
),

refreshes as (
    select coalesce(max(refresh_number), 0) as refresh_number
    from said_before
),

people as (
    select distinct
        identity_token,
        person_id
    from identified
),

changed as (
    select
        people.identity_token,
        people.person_id,
        cast(refreshes.refresh_number + 1 as integer) as refresh_number,
        newest_delivery.recorded_on
    from people
    cross join refreshes
    cross join newest_delivery
    left join said_before on people.identity_token = said_before.identity_token
    where said_before.person_id is distinct from people.person_id
)

select * from changed
