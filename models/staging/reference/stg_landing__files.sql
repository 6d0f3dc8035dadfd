{#- Read after the rejected rows are kept, so that a run that is cut off between the two
    counts the file again. -#}
-- depends_on: {{ ref('stg_landing__rejected_rows') }}
{%- set has_earlier = (
    load_relation(this)
    and 'read_at' in adapter.get_columns_in_relation(this) | map(attribute='name')
) %}
with files as (
    select * from {{ source('landing', 'files') }}
),

counted as (
    select
        files.partner,
        files.dataset,
        files.delivery_date,
        files.delivered_in,
        files.file_name,
        files.sha256,
        files.size_bytes,
        files.staged_with,
        files.read_as,
        files.rows_read,
        files.rows_read - files.rows_rejected as rows_staged,
        files.rows_rejected,
        files.rows_replaced,
        files.status,
        nullif(files.reason_code, '') as reason_code,
        nullif(files.reason, '') as reason,
        coalesce(
            {% if has_earlier %}earlier.read_at,{% endif %}
            cast('{{ run_started_at }}' as timestamp)
        ) as read_at
    from files
    {%- if has_earlier %}
    left join {{ this }} as earlier
        on
            files.partner = earlier.partner
            and files.dataset = earlier.dataset
            and files.delivered_in = earlier.delivered_in
            and files.sha256 = earlier.sha256
            and files.staged_with = earlier.staged_with
    {%- endif %}
)

select * from counted
