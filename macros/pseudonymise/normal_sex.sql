{#- 'F' or 'M' from 2/1, F/M, Female/Male in any case; NULL otherwise. -#}
{% macro normal_sex(text) -%}
    case
        when lower({{ text }}) in ('1', 'm', 'male', 'boy', 'man') then 'M'
        when lower({{ text }}) in ('2', 'f', 'female', 'girl', 'woman') then 'F'
    end
{%- endmacro %}
