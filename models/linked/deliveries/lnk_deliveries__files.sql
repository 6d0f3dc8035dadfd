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

first_kept as (
    {% for partner, dataset in datasets() %}
    {{ 'union all' if not loop.first }}
    select
        '{{ partner }}' as partner,
        '{{ dataset }}' as dataset,
        delivered_in,
        count(*) as row_count
    from (
        select min(delivered_in) as delivered_in
        from {{ ref('base_' ~ partner ~ '__' ~ dataset) }}
        where record_token is not null
        group by record_token
    ) as first_seen
    group by delivered_in
    {% endfor %}
),

counted as (
    select
        files.partner,
        files.dataset,
        files.delivered_in,
        files.delivery_date,
        files.rows_staged - files.rows_replaced as rows_expected,
        coalesce(kept.row_count, 0) as rows_kept,
        coalesce(first_kept.row_count, 0) as rows_new
    from files
    left join kept
        on
            files.partner = kept.partner
            and files.dataset = kept.dataset
            and files.delivered_in = kept.delivered_in
            and files.sha256 = kept.file_sha256
    left join first_kept
        on
            files.partner = first_kept.partner
            and files.dataset = first_kept.dataset
            and files.delivered_in = first_kept.delivered_in
    where files.partner <> 'evaluation'
)

select * from counted
