{#- The CTEs that make tokens of a slot's people, each distinct set of identifiers once:
    most rows repeat one. Reads the CTE `newest`; the last CTE is people_<person>, with
    the identifiers as delivered to join by, and identity_token, birth_year, birth_month,
    sex, address_token, uprn_token, match_tokens, lsoa_code, placed_by and value_faults.
    person: the slot; fields: its identity fields, as identity_fields() gives them. -#}
{% macro staged_people(person, fields) -%}
    delivered_{{ person }} as (
        select distinct
            {%- for read in fields.values() %}
            {{ read.column }}{{ ',' if not loop.last }}
            {%- endfor %}
        from newest
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

    {% endif -%}
    people_{{ person }} as (
        select
            tokenised.*,
            {% if person != 'none' -%}
            {{ match_tokens(derived) }} as match_tokens,
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
        left join {{ ref('stg_reference__postcodes') }} as postcodes
            on tokenised.own_postcode = postcodes.postcode
        {%- if 'uprn' in fields %}
        left join {{ ref('stg_reference__uprns') }} as uprns
            on tokenised.own_uprn = uprns.uprn
        {%- endif %}
    )
{%- endmacro %}
