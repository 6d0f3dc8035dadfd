{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='run_digest',
    on_schema_change='append_new_columns',
    full_refresh=false,
) }}
{{ risk_runs('school_exclusion') }}
