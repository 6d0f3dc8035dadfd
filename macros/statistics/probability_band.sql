{#- The band of a probability, as text: '0.5-0.8' is from 0.5 to below 0.8; the last
    includes 1.
    probability: a numeric expression between 0 and 1. -#}
{% macro probability_band(probability) -%}
    case
        when {{ probability }} < 0.05 then '0-0.05'
        when {{ probability }} < 0.2 then '0.05-0.2'
        when {{ probability }} < 0.5 then '0.2-0.5'
        when {{ probability }} < 0.8 then '0.5-0.8'
        when {{ probability }} < 0.95 then '0.8-0.95'
        when {{ probability }} < 0.99 then '0.95-0.99'
        when {{ probability }} <= 1 then '0.99-1'
    end
{%- endmacro %}
