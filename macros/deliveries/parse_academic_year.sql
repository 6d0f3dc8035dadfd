{#- An academic year as 2015/16, from 2015/16, 2015-16 or 2015/2016; NULL otherwise. -#}
{% macro parse_academic_year(text) -%}
    case
        when {{ matches(text, '(19|20)[0-9]{2}[/-]((19|20)?[0-9]{2})') }}
            and (try_cast(substr({{ text }}, 1, 4) as integer) + 1) % 100
            = try_cast(right({{ text }}, 2) as integer)
            then substr({{ text }}, 1, 4) || '/' || right({{ text }}, 2)
    end
{%- endmacro %}
