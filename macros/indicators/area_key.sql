{#- The key of an area in the marts, as ward|2002|E05004033.
    areas: a table with area_type, boundary_vintage and area_code, or none where it is the
    only one. -#}
{% macro area_key(areas=none) -%}
    {%- set of = areas ~ '.' if areas else '' -%}
    {{ of }}area_type || '|' || {{ of }}boundary_vintage || '|' || {{ of }}area_code
{%- endmacro %}
