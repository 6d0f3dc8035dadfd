{#- American Soundex of a name in A–Z (National Archives' rules: H and W do not part equal
    codes, vowels do); NULL for NULL. -#}
{% macro soundex(name) -%}
    {%- set codes = namespace(
        sql="substr(" ~ name ~ ", 1, 1) || replace(replace(substr(" ~ name ~ ", 2), 'H', ''), 'W', '')"
    ) -%}
    {%- for letters in ['BFPV', 'CGJKQSXZ', 'DT', 'L', 'MN', 'R'] -%}
        {%- set codes.sql = replace_all(codes.sql, '[' ~ letters ~ ']+', loop.index) -%}
    {%- endfor -%}
    {#- what are letters still are vowels, or the first -#}
    substr({{ name }}, 1, 1)
    || rpad(substr({{ replace_all('substr(' ~ codes.sql ~ ', 2)', '[A-Z]+', '') }}, 1, 3), 3, '0')
{%- endmacro %}
