{#- A UPRN without leading zeros, which are often lost or added; NULL when it is not up to
    12 digits. -#}
{% macro normal_uprn(text) -%}
    case
        when {{ matches(text, '0*[1-9][0-9]{0,11}([.]0)?') }}
            then ltrim(split_part({{ text }}, '.', 1), '0')
    end
{%- endmacro %}
