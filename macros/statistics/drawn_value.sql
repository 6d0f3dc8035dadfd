{#- A value drawn at random from what is known of it: a normal distribution on either side
    of the middle, each as wide as its 95 % limit says (a split normal).
    value, low, high: numeric expressions; key: a text expression: the same key draws the
    same number, in every run and on every engine (Box and Muller, 1958, on its MD5). -#}
{% macro drawn_value(value, low, high, key) -%}
    {%- set draw = drawn_normal(key) -%}
    (
        {{ value }} + {{ draw }} * case
            when {{ draw }} < 0 then ({{ value }} - {{ low }})
            else ({{ high }} - {{ value }})
        end / {{ normal_quantile(95) }}
    )
{%- endmacro %}
{#- A standard normal number for a key, see drawn_value(). key: a text expression. -#}
{% macro drawn_normal(key) -%}
    (
        sqrt(-2 * ln({{ uniform_of('left(md5(' ~ key ~ '), 16)') }}))
        * cos(2 * pi() * {{ uniform_of('right(md5(' ~ key ~ '), 16)') }})
    )
{%- endmacro %}
{#- A number above 0 and up to 1. hex: an expression of 16 hex characters. -#}
{% macro uniform_of(hex) -%}
    (cast({{ hex_to_integer(hex) }} as double) + 1) / 18446744073709551616.0
{%- endmacro %}
