{#- American Soundex of a name in A–Z (National Archives' rules: H and W do not part equal
    codes, vowels do); NULL for NULL. -#}
{% macro soundex(name) -%}
    {%- set codes = namespace(
        sql="translate(substr(" ~ name ~ ", 1, 1) || translate(substr(" ~ name
        ~ ", 2), 'HW', ''), 'BFPVCGJKQSXZDTLMNRAEIOUYHW', '11112222222233455600000000')"
    ) -%}
    {%- for code in range(1, 7) -%}
        {%- set codes.sql = replace_all(codes.sql, code ~ '+', code) -%}
    {%- endfor -%}
    substr({{ name }}, 1, 1)
    || rpad(substr(replace(substr({{ codes.sql }}, 2), '0', ''), 1, 3), 3, '0')
{%- endmacro %}
