{#- The query behind protocol_findings. Each branch of `findings` is one rule.
    as_of: the day on which protocols must be in force, YYYY-MM-DD; contract: lists of
    partner, dataset, column and its file; used: lists of model, purpose, partner and
    dataset; without_purpose: lists of model and its file. -#}
{% macro protocol_findings_sql(as_of, contract, used, without_purpose) %}
with contract as (
    select * from {{ rows_of_text(
        'contract', ['partner', 'dataset', 'column_name', 'file'], contract
    ) }}
),

used as (
    select * from {{ rows_of_text(
        'used', ['model', 'purpose_id', 'partner', 'dataset'], used
    ) }}
),

without_purpose as (
    select * from {{ rows_of_text('without_purpose', ['model', 'file'], without_purpose) }}
),

protocols as (
    select
        *,
        coalesce(
            try_cast(started_on as date) <= try_cast(review_on as date)
            and try_cast(review_on as date) <= try_cast(expires_on as date),
            false
        ) as is_dated,
        coalesce(
            cast('{{ as_of }}' as date)
            between try_cast(started_on as date) and try_cast(expires_on as date),
            false
        ) as is_in_force
    from {{ registered_rows('sharing_protocols') }}
),

allowed as (
    select protocols.*, listed.dataset, listed.column_name
    from {{ registered_rows('sharing_protocol_columns') }} as listed
    inner join protocols on listed.protocol_id = protocols.protocol_id
),

permitted as (
    select distinct allowed.partner, allowed.dataset, listed.purpose_id
    from {{ registered_rows('sharing_protocol_purposes') }} as listed
    inner join allowed on listed.protocol_id = allowed.protocol_id
    where allowed.is_in_force
),

-- each column of the contract, with each protocol that ever covered it
covered as (
    select
        contract.*,
        allowed.protocol_id,
        bool_or(coalesce(allowed.is_in_force, false)) over (
            partition by contract.partner, contract.dataset, contract.column_name
        ) as is_covered,
        count(allowed.protocol_id) over (
            partition by contract.partner, contract.dataset
        ) > 0 as is_dataset_known
    from contract
    left join allowed
        on
            contract.partner = allowed.partner
            and contract.dataset = allowed.dataset
            and contract.column_name = allowed.column_name
),

uncovered as (
    select distinct partner, dataset, file, protocol_id
    from covered
    where not is_covered
),

readable as (
    select distinct partner, dataset
    from covered
    where is_covered
),

findings as (
    select
        true as stops_the_run,
        'seeds/protocols/sharing_protocols.csv: the dates of ' || protocol_id
        || ' must be written YYYY-MM-DD, and started_on, review_on, expires_on must'
        || ' follow each other. Correct them.' as finding
    from protocols
    where not is_dated
    union all
    select
        true as stops_the_run,
        'seeds/protocols/sharing_protocols.csv: ' || protocols.protocol_id
        || case
            when try_cast(protocols.started_on as date) > cast('{{ as_of }}' as date)
                then ' starts on ' || protocols.started_on
            else ' expired on ' || protocols.expires_on
        end
        || ', and no other protocol covers ' || uncovered.partner || '.'
        || uncovered.dataset || ' on {{ as_of }}. Agree a term with its owner ('
        || protocols.owner_role || ') and write its dates there, or take the dataset out'
        || ' of ' || uncovered.file || '.' as finding
    from protocols
    inner join uncovered on protocols.protocol_id = uncovered.protocol_id
    where protocols.is_dated
    union all
    select
        true as stops_the_run,
        file || ': no sharing protocol covers the column ' || dataset || '.' || column_name
        || '. Agree it with the partner and add it to'
        || ' seeds/protocols/sharing_protocol_columns.csv, or take it out.' as finding
    from covered
    where protocol_id is null and is_dataset_known
    union all
    select distinct
        true as stops_the_run,
        file || ': no sharing protocol covers the dataset ' || dataset || '. Add one to'
        || ' seeds/protocols/sharing_protocols.csv and its columns to'
        || ' sharing_protocol_columns.csv, or take it out.' as finding
    from covered
    where not is_dataset_known
    union all
    select
        true as stops_the_run,
        'seeds/protocols/sharing_protocol_columns.csv: ' || allowed.protocol_id || ' lists '
        || allowed.dataset || '.' || allowed.column_name || ', which models/staging/'
        || allowed.partner || '/sources.yml does not have. Correct the name, or take the'
        || ' row out.' as finding
    from allowed
    left join contract
        on
            allowed.partner = contract.partner
            and allowed.dataset = contract.dataset
            and allowed.column_name = contract.column_name
    where contract.partner is null
    union all
    select
        true as stops_the_run,
        file || ': it is not said for which purpose ' || model || ' is made. Add it to'
        || ' seeds/protocols/purpose_uses.csv.' as finding
    from without_purpose
    union all
    select
        true as stops_the_run,
        used.model || ' serves the purpose ' || used.purpose_id || ' and reads '
        || used.partner || '.' || used.dataset || ', but no sharing protocol lets that'
        || ' dataset be used for it. Agree it with the partner and add it to'
        || ' seeds/protocols/sharing_protocol_purposes.csv, or let the model read something'
        || ' else (dbt ls -s +' || used.model || ' shows what it reads).' as finding
    from used
    inner join readable
        on used.partner = readable.partner and used.dataset = readable.dataset
    left join permitted
        on
            used.partner = permitted.partner
            and used.dataset = permitted.dataset
            and used.purpose_id = permitted.purpose_id
    where permitted.partner is null
    union all
    select
        false as stops_the_run,
        'The sharing protocol ' || protocol_id || ' was to be reviewed by ' || review_on
        || '. Its owner is the ' || owner_role || '.' as finding
    from protocols
    where is_in_force and try_cast(review_on as date) < cast('{{ as_of }}' as date)
)

select * from findings
order by finding
{% endmacro %}
