{{ config(materialized='view') }}

with not_ready_observed as (
    select * from {{ ref('lnk_indicators__not_ready_observed') }}
),

not_ready_predicted as (
    select * from {{ ref('lnk_indicators__not_ready_predicted') }}
),

observations as (
    select * from not_ready_observed
    union all
    select * from not_ready_predicted
)

select * from observations
