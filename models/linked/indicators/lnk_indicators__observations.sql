{{ config(materialized='view') }}

{%- for indicator in indicator_ids() %}
{{ 'union all' if not loop.first }}
select * from {{ ref('lnk_indicators__' ~ indicator) }}
{%- endfor %}
