{#- Cells of a publication, some of them hidden as well: their shown_numerator and
    shown_denominator become NULL.
    cells: as for cells_to_hide(); hidden: a CTE of keys as that returns them. -#}
{% macro without_cells(cells, hidden) -%}
    select
        cells.area_type,
        cells.boundary_vintage,
        cells.area_code,
        cells.indicator_id,
        cells.statistic,
        cells.period_start_on,
        case when hidden.area_code is null then cells.shown_numerator end
            as shown_numerator,
        case when hidden.area_code is null then cells.shown_denominator end
            as shown_denominator
    from {{ cells }} as cells
    left join {{ hidden }} as hidden
        on
            cells.area_type = hidden.area_type
            and cells.boundary_vintage = hidden.boundary_vintage
            and cells.area_code = hidden.area_code
            and cells.indicator_id = hidden.indicator_id
            and cells.period_start_on = hidden.period_start_on
{%- endmacro %}
