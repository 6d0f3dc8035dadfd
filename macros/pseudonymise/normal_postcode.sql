{#- A postcode in upper case with one space before the last three; NULL when it has not
    the UK's form, and for ZZ99, which stands for no fixed abode. -#}
{% macro normal_postcode(text) -%}
    {%- set compact = replace_all("upper(" ~ text ~ ")", '[^A-Z0-9]', '') -%}
    case
        when {{ matches(compact, '[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}') }}
            and {{ compact }} not like 'ZZ99%'
            then substr({{ compact }}, 1, length({{ compact }}) - 3)
            || ' ' || right({{ compact }}, 3)
    end
{%- endmacro %}
