{#- A query: of each indicator the figures of its newest period, one for all areas, so that
    they can be compared with each other.
    published: a CTE with the columns of lnk_indicators__published. -#}
{% macro newest_figures(published) -%}
    select * from {{ published }}
    qualify
        rank() over (partition by indicator_id order by period_start desc) = 1
{%- endmacro %}
