with files as (
    select * from {{ ref('stg_landing__files') }}
),

promises as (
    select * from {{ ref('lnk_deliveries__promises') }}
),

volumes as (
    select * from {{ ref('lnk_deliveries__volumes') }}
),

warnings as (
    select
        partner,
        dataset,
        delivery_date,
        {{ joined('warning', "' '") }} as warnings
    from {{ ref('lnk_deliveries__warnings') }}
    group by partner, dataset, delivery_date
),

accepted as (
    select
        files.partner,
        files.dataset,
        files.delivered_in,
        volumes.days_since_earlier,
        warnings.warnings
    from files
    inner join volumes
        on
            files.partner = volumes.partner
            and files.dataset = volumes.dataset
            and files.delivery_date = volumes.delivery_date
    left join warnings
        on
            files.partner = warnings.partner
            and files.dataset = warnings.dataset
            and files.delivery_date = warnings.delivery_date
    where files.status = 'accepted'
),

deliveries as (
    select
        files.partner,
        files.dataset,
        files.delivery_date,
        files.file_name,
        files.sha256,
        cast(files.rows_read as bigint) as rows_read,
        cast(files.rows_staged as bigint) as rows_staged,
        cast(files.rows_rejected as bigint) as rows_rejected,
        files.status,
        files.reason_code,
        files.reason,
        promises.owner_role,
        promises.promised_days,
        cast(accepted.days_since_earlier as integer) as days_since_earlier,
        accepted.warnings
    from files
    left join promises
        on
            files.partner = promises.partner
            and files.dataset = promises.dataset
    left join accepted
        on
            files.partner = accepted.partner
            and files.dataset = accepted.dataset
            and files.delivered_in = accepted.delivered_in
)

select * from deliveries
