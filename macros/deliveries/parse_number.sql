{#- A number within its bounds; NULL for anything else.
    text: a trimmed text expression; type: a SQL type; minimum, maximum: or none. -#}
{% macro parse_number(text, type, minimum=none, maximum=none) -%}
    {%- set pattern = '-?[0-9]+([.]0*)?' if type == 'integer' else '-?[0-9]+([.][0-9]*)?' -%}
    {%- set number = 'try_cast(' ~ text ~ ' as ' ~ type ~ ')' -%}
    case
        when {{ matches(text, pattern) }}
            {%- if minimum is not none %} and {{ number }} >= {{ minimum }}{% endif %}
            {%- if maximum is not none %} and {{ number }} <= {{ maximum }}{% endif %}
            then {{ number }}
    end
{%- endmacro %}
