{#- An NHS number as 10 digits; NULL when its check digit is wrong (weights 10 to 2, 11
    minus the sum mod 11; 11 counts as 0, 10 is never valid) or all digits are one. -#}
{% macro normal_nhs_number(text) -%}
    {%- set digits = replace_all(text, '[ -]', '') -%}
    {%- set terms = [] -%}
    {%- for position in range(1, 10) -%}
        {%- do terms.append(
            "try_cast(substr(" ~ digits ~ ", " ~ position ~ ", 1) as integer) * " ~ (11 - position)
        ) -%}
    {%- endfor -%}
    case
        when {{ matches(digits, '[0-9]{10}') }}
            and (11 - ({{ terms | join(' + ') }}) % 11) % 11
            = try_cast(right({{ digits }}, 1) as integer)
            and {{ digits }} <> repeat(substr({{ digits }}, 1, 1), 10)
            then {{ digits }}
    end
{%- endmacro %}
