{#- A date from ISO (2016-09-01, a time after it is dropped) or UK text (01/09/2016).
    NULL for text that is no date, and for 11/11/1811 and 1900-01-01, which partners
    write for "not known".
    text: a trimmed text expression. -#}
{% macro parse_date(text) -%}
    nullif(nullif(
        case
            when {{ matches(text, '[0-9]{4}-[0-9]{2}-[0-9]{2}.*') }}
                then try_cast(substr({{ text }}, 1, 10) as date)
            when {{ matches(text, '[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}') }}
                then try_cast(
                    split_part({{ text }}, '/', 3)
                    || '-' || lpad(split_part({{ text }}, '/', 2), 2, '0')
                    || '-' || lpad(split_part({{ text }}, '/', 1), 2, '0') as date
                )
        end,
        date '1811-11-11'), date '1900-01-01')
{%- endmacro %}
