{#- The match keys of every identity that a partner has delivered: one row per identity
    and key (identity_token, match_pass, match_token). An identity is hashed once, however
    many records it stands on; a key with an absent field is not made.
    partner: the source's name; datasets: those of its datasets that hold people. -#}
{% macro staged_match_keys(partner, datasets) -%}
{%- if not execute or var('is_lint_run', false) -%}
    {#- See staged_records(). -#}
    {%- for dataset in datasets %}
    select * from {{ source(partner, dataset) }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
{%- else -%}
{%- set derived = derived_match_fields() -%}
{%- set slots = [] -%}
{%- for dataset in datasets -%}
    {%- for person in ('self', 'mother') -%}
        {%- set fields = identity_fields(source_node(partner, dataset), person) -%}
        {%- if 'surname' in fields or 'initials' in fields -%}
            {%- do slots.append((dataset, fields)) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endfor -%}
    with delivered_identities as (
        {%- for dataset, fields in slots %}
        {{ 'union' if not loop.first }}
        select distinct
            {%- for field in identity_field_names() %}
            {{ fields[field].sql if field in fields else 'cast(null as varchar)' }} as {{ field }}{{ ',' if not loop.last }}
            {%- endfor %}
        from (
            -- most rows repeat an identity: it is normalised once
            select distinct
                {%- for read in fields.values() %}
                {{ read.column }}{{ ',' if not loop.last }}
                {%- endfor %}
            from (
                {{ delivered_rows(partner, dataset) }}
            ) as {{ dataset }}_rows
        ) as {{ dataset }}_identities
        {%- endfor %}
    ),

    identities as (
        select
            *,
            {{ identity_token(identity_field_names()) }} as identity_token
        from delivered_identities
    ),

    derived as (
        select
            identity_token,
            {%- for field, sql in derived.items() %}
            {{ sql }} as match_{{ field }}{{ ',' if not loop.last }}
            {%- endfor %}
        from identities
        where identity_token is not null
    ),

    messages as (
        select
            identity_token,
            unnest([
                {%- for key in match_keys() %}
                {'match_pass': {{ loop.index }}, 'message': {{ match_message(key) }}}{{ ',' if not loop.last }}
                {%- endfor %}
            ], recursive := true)
        from derived
    )

    select
        identity_token,
        cast(match_pass as smallint) as match_pass,
        {{ match_token('message') }} as match_token
    from messages
    where message is not null
{%- endif -%}
{%- endmacro %}
