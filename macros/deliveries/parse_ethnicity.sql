{#- Five broad groups (Census 2011 order: Chinese is Asian), or NULL for not known.
    scheme: 'education' (DfE codes, WBRI …) or 'health' (NHS 16+1 letters, A–S, Z). -#}
{% macro parse_ethnicity(text, scheme) -%}
    {%- if scheme == 'education' -%}
    case
        when upper({{ text }}) in ('REFU', 'NOBT') then null
        when upper({{ text }}) like 'CHN%' then 'asian'
        when not {{ matches('upper(' ~ text ~ ')', '[A-Z]{3,4}') }} then null
        else case substr(upper({{ text }}), 1, 1)
            when 'W' then 'white' when 'M' then 'mixed' when 'A' then 'asian'
            when 'B' then 'black' when 'O' then 'other'
        end
    end
    {%- elif scheme == 'health' -%}
    case
        when upper({{ text }}) in ('A', 'B', 'C') then 'white'
        when upper({{ text }}) in ('D', 'E', 'F', 'G') then 'mixed'
        when upper({{ text }}) in ('H', 'J', 'K', 'L', 'R') then 'asian'
        when upper({{ text }}) in ('M', 'N', 'P') then 'black'
        when upper({{ text }}) = 'S' then 'other'
    end
    {%- else -%}
        {{ exceptions.raise_compiler_error("parse_ethnicity: scheme must be education or health") }}
    {%- endif -%}
{%- endmacro %}
