{#- Whether a proportion must be hidden: the people in it, the people not in it, or all
    of them together are a small count, or it is all of them, which would say of each
    what is counted. That it is nobody is shown.
    numerator, denominator: numeric expressions.
    Not covered: cells that others give away (secondary suppression). Rounding keeps them
    from being worked out for certain; see docs/privacy.md, Motivated intruder. -#}
{% macro must_suppress(numerator, denominator) -%}
    (
        {{ is_small_count(denominator) }}
        or {{ is_small_count(numerator) }}
        or {{ is_small_count('(' ~ denominator ~ ' - ' ~ numerator ~ ')') }}
        or ({{ numerator }} > 0 and {{ numerator }} = {{ denominator }})
    )
{%- endmacro %}
