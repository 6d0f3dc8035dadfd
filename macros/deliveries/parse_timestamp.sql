{#- A UTC time from ISO text; a bare date is its midnight. NULL for anything else.
    text: a trimmed text expression. -#}
{% macro parse_timestamp(text) -%}
    case
        when {{ matches(text, '[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}.*') }}
            then try_cast({{ text }} as timestamp)
        else cast({{ parse_date(text) }} as timestamp)
    end
{%- endmacro %}
