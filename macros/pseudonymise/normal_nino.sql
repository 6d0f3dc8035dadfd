{#- A National Insurance number without its suffix, which may be missing; NULL when its
    prefix cannot be or its form is another. -#}
{% macro normal_nino(text) -%}
    {%- set nino = replace_all("upper(" ~ text ~ ")", '[^A-Z0-9]', '') -%}
    case
        when {{ matches(nino, '[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]?') }}
            and substr({{ nino }}, 1, 2) not in ('BG', 'GB', 'NK', 'KN', 'TN', 'NT', 'ZZ')
            then substr({{ nino }}, 1, 8)
    end
{%- endmacro %}
