{#- A query: of each area and indicator the newest period.
    published: a CTE with the columns of lnk_indicators__published. -#}
{% macro newest_figures(published) -%}
    select * from {{ published }}
    qualify
        row_number() over (
            partition by area_type, boundary_vintage, area_code, indicator_id
            order by period_start desc
        ) = 1
{%- endmacro %}
