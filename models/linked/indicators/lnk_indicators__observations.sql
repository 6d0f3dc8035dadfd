{{ config(materialized='view') }}

{%- for name in indicator_models() %}
{{ 'union all' if not loop.first }}
select * from {{ ref('lnk_indicators__' ~ name) }}
{%- endfor %}
