with files as (
    select * from {{ ref('stg_landing__files') }}
    where status = 'accepted'
),

kept as (
    {% for partner, dataset in datasets() %}
    {{ 'union all' if not loop.first }}
    select
        '{{ partner }}' as partner,
        '{{ dataset }}' as dataset,
        delivered_in,
        file_sha256,
        count(*) as row_count
    from {{ ref('base_' ~ partner ~ '__' ~ dataset) }}
    group by delivered_in, file_sha256
    {% endfor %}
),

counted as (
    select
        files.partner,
        files.dataset,
        files.delivered_in,
        files.rows_staged - files.rows_replaced as rows_expected,
        coalesce(kept.row_count, 0) as rows_kept
    from files
    left join kept
        on
            files.partner = kept.partner
            and files.dataset = kept.dataset
            and files.delivered_in = kept.delivered_in
            and files.sha256 = kept.file_sha256
    where files.partner <> 'evaluation'
)

select * from counted
