{#- A permanent unique pupil number; NULL when its check letter is wrong (the sum of each
    digit times its position, 2 to 13, mod 23) and for temporary ones, which end in a
    letter and change with the school. -#}
{% macro normal_upn(text) -%}
    {%- set upn = "upper(" ~ text ~ ")" -%}
    {%- set terms = [] -%}
    {%- for position in range(2, 14) -%}
        {%- do terms.append(
            "try_cast(substr(" ~ upn ~ ", " ~ position ~ ", 1) as integer) * " ~ position
        ) -%}
    {%- endfor -%}
    case
        when {{ matches(upn, '[A-Z][0-9]{12}') }}
            and substr(
                'ABCDEFGHJKLMNPQRTUVWXYZ', ({{ terms | join(' + ') }}) % 23 + 1, 1
            ) = substr({{ upn }}, 1, 1)
            then {{ upn }}
    end
{%- endmacro %}
