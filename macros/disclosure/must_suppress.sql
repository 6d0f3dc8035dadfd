{#- Whether a proportion must be hidden: the people in it, the people not in it, or all
    of them together are a small count.
    numerator, denominator: numeric expressions.
    Not covered yet: cells that others give away (secondary suppression). -#}
{% macro must_suppress(numerator, denominator) -%}
    (
        {{ is_small_count(denominator) }}
        or {{ is_small_count(numerator) }}
        or {{ is_small_count('(' ~ denominator ~ ' - ' ~ numerator ~ ')') }}
    )
{%- endmacro %}
