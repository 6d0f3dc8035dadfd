{#- Whether a figure must be hidden: the people behind it, what is counted, or those whom it
    could have counted are a small count; for a proportion also when those not in it are, or
    it is all of them, which would say of each what is counted. That it is nobody is shown.
    numerator, denominator, person_count (people behind the numerator): numeric expressions;
    statistic: an expression that is proportion or rate.
    Cells that others give away are hidden by lnk_indicators__telling. -#}
{% macro must_suppress(numerator, denominator, person_count, statistic) -%}
    (
        {{ is_small_count(denominator) }}
        or {{ is_small_count(numerator) }}
        or {{ is_small_count(person_count) }}
        or (
            {{ statistic }} = 'proportion'
            and (
                {{ is_small_count('(' ~ denominator ~ ' - ' ~ numerator ~ ')') }}
                or ({{ numerator }} > 0 and {{ numerator }} = {{ denominator }})
            )
        )
    )
{%- endmacro %}
