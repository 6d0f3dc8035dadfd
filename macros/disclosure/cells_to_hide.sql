{#- Cells that must be hidden for the sake of others (secondary suppression): wherever
    somebody could take the areas that are shown from the whole and so tell to within
    fewer than 5 how many a hidden area has, the smallest of those shown is hidden too,
    which leaves room for more. Who subtracts knows that a shown count is at most 2.5 off,
    that nobody is shown as 0, and that no count is below 0.
    cells: a CTE with area_type, boundary_vintage, area_code, indicator_id, statistic,
    period_start_on, shown_numerator and shown_denominator (both NULL when hidden);
    parts: a CTE with whole_type, whole_vintage, whole_code, area_type, boundary_vintage
    and area_code. Returns a query: the keys of the cells to hide.
    Not covered: what takes more than one whole to tell, as the difference of two vintages;
    `make audit` says how much that is. -#}
{% macro cells_to_hide(cells, parts) -%}
    {#- the wards of either vintage make up the district -#}
    {%- set keys = 'whole_type, whole_vintage, whole_code, area_type, boundary_vintage,'
        ~ ' indicator_id, period_start_on' -%}
    with pairs as (
        select
            parts.*,
            part.indicator_id,
            part.period_start_on,
            part.statistic,
            part.shown_numerator,
            part.shown_denominator,
            whole.shown_numerator as whole_numerator,
            whole.shown_denominator as whole_denominator
        from {{ parts }} as parts
        inner join {{ cells }} as part
            on
                parts.area_type = part.area_type
                and parts.boundary_vintage = part.boundary_vintage
                and parts.area_code = part.area_code
        inner join {{ cells }} as whole
            on
                parts.whole_type = whole.area_type
                and parts.whole_vintage = whole.boundary_vintage
                and parts.whole_code = whole.area_code
                and part.indicator_id = whole.indicator_id
                and part.period_start_on = whole.period_start_on
        where whole.shown_denominator is not null
    ),

    -- the most that all hidden areas together can have
    room as (
        select
            {{ keys }},
            max(whole_numerator) + 2.5
            - sum(coalesce(greatest(shown_numerator - 2.5, 0), 0)) as numerator_room,
            max(whole_denominator) + 2.5
            - sum(coalesce(greatest(shown_denominator - 2.5, 0), 0)) as denominator_room,
            max(whole_denominator - whole_numerator) + 5
            - sum(coalesce(greatest(shown_denominator - shown_numerator - 5, 0), 0))
                as others_room
        from pairs
        group by {{ keys }}
        having count(shown_denominator) < count(*)
    )

    select
        area_type,
        boundary_vintage,
        area_code,
        indicator_id,
        period_start_on
    from (
        select
            pairs.*,
            row_number() over (
                partition by {{ keys }}
                order by
                    case when shown_numerator > 0 then 0 else 1 end,
                    shown_numerator,
                    shown_denominator,
                    area_code
            ) as place
        from pairs
        inner join room using ({{ keys }})
        where
            pairs.shown_denominator > 0
            and (
                (pairs.whole_numerator > 0 and room.numerator_room < 5)
                or room.denominator_room < 5
                or (pairs.statistic = 'proportion' and room.others_room < 5)
            )
    ) as smallest
    where place = 1
{%- endmacro %}
