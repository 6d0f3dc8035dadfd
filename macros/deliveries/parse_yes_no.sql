{#- true or false from Y/N, 1/0, true/false, yes/no in any case; NULL for anything else. -#}
{% macro parse_yes_no(text) -%}
    case
        when lower({{ text }}) in ('y', '1', 'true', 'yes', 't') then true
        when lower({{ text }}) in ('n', '0', 'false', 'no', 'f') then false
    end
{%- endmacro %}
