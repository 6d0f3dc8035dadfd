{#- The places in records (record_token, role) of people who asked to be taken out and have
    not withdrawn it. -#}
{% macro removed_places() -%}
    select distinct
        removed.record_token,
        removed.role
    from {{ ref('lnk_rights__removed') }} as removed
    inner join {{ ref('stg_rights__requests') }} as requests
        on removed.request_token = requests.record_token
    where requests.superseded_on is null
{%- endmacro %}
