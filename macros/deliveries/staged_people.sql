{#- The CTEs that make tokens of a slot's people, each distinct set of identifiers once:
    most rows repeat one. Reads the CTE `newest_of_file`; the last CTE is
    people_<person>, with the identifiers as delivered to join by, first_row_number,
    identity_token, birth_year, birth_month, sex, address_token, uprn_token, lsoa_code,
    placed_by and value_faults; match_tokens where an identity stands for the first time.
    person: the slot; fields: its identity fields, as identity_fields() gives them. -#}
{% macro staged_people(person, fields) -%}
    delivered_{{ person }} as (
        select
            {%- for read in fields.values() %}
            {{ read.column }},
            {%- endfor %}
            min(row_number) as first_row_number
        from newest_of_file
        group by
            {%- for read in fields.values() %}
            {{ read.column }}{{ ',' if not loop.last }}
            {%- endfor %}
    ),

    normalised_{{ person }} as (
        select
            *
            {%- for field, read in fields.items() %},
            {{ read.sql }} as own_{{ field }}
            {%- endfor %}
        from delivered_{{ person }}
    ),

    tokenised_{{ person }} as (
        select
            *,
            {% if person != 'none' -%}
            {{ identity_token(fields, 'own_') }} as identity_token,
            cast(substr(own_date_of_birth, 1, 4) as smallint) as birth_year,
            cast(substr(own_date_of_birth, 6, 2) as smallint) as birth_month,
            {{ 'own_sex' if 'sex' in fields else 'cast(null as varchar)' }} as known_sex,
            {{ match_token(message('address', ['own_postcode', 'own_address_line']))
                if 'address_line' in fields else 'cast(null as ubigint)' }} as address_token,
            {{ match_token(message('uprn', ['own_uprn']))
                if 'uprn' in fields else 'cast(null as ubigint)' }} as uprn_token,
            {% endif -%}
            {{ value_faults(fields, 'own_') }} as value_faults
        from normalised_{{ person }}
    ),

    {% if person != 'none' -%}
    {%- set derived = derived_match_fields(fields) -%}
    derived_{{ person }} as (
        select
            *
            {%- for field, sql in derived.items() %},
            {{ sql }} as match_{{ field }}
            {%- endfor %}
        from tokenised_{{ person }}
    ),

    {%- set prefix = '' if person == 'self' else person ~ '_' -%}
    -- keys are made once: not for an identity that stands in several ways, or before
    first_{{ person }} as (
        select
            identity_token,
            min(first_row_number) as first_row_number
        from tokenised_{{ person }}
        {% if is_incremental() -%}
        where identity_token not in (
            select {{ prefix }}identity_token
            from {{ this }}
            where {{ prefix }}match_tokens is not null
        )
        {% endif -%}
        group by identity_token
    ),

    {% endif -%}
    people_{{ person }} as (
        select
            tokenised.*,
            {% if person != 'none' -%}
            case
                when first.identity_token is not null then {{ match_tokens(derived) }}
            end as match_tokens,
            {% endif -%}
            {% if 'uprn' in fields -%}
            coalesce(uprns.lsoa_code, postcodes.lsoa_code) as lsoa_code,
            case
                when uprns.lsoa_code is not null then 'uprn'
                when postcodes.lsoa_code is not null then 'postcode'
            end as placed_by
            {%- else -%}
            postcodes.lsoa_code,
            case when postcodes.lsoa_code is not null then 'postcode' end as placed_by
            {%- endif %}
        from {{ 'tokenised_' if person == 'none' else 'derived_' }}{{ person }} as tokenised
        {%- if person != 'none' %}
        left join first_{{ person }} as first
            on
                tokenised.identity_token = first.identity_token
                and tokenised.first_row_number = first.first_row_number
        {%- endif %}
        left join {{ ref('stg_reference__postcodes') }} as postcodes
            on tokenised.own_postcode = postcodes.postcode
        {%- if 'uprn' in fields %}
        left join {{ ref('stg_reference__uprns') }} as uprns
            on tokenised.own_uprn = uprns.uprn
        {%- endif %}
    )
{%- endmacro %}
